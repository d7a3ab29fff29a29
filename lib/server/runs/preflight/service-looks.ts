import 'server-only';
import { judgeEndpoints, judgeProcess, judgeServices } from '@/lib/domain/preflight/services';
import { judgeTools } from '@/lib/domain/preflight/tools';
import { callEndpoint } from '../../targets/call-endpoint';
import { findMissingTools } from '../../targets/find-missing-tools';
import { ask, type Look, many, one } from './look';

export const tools: Look = async ({ target, tag, procedure, branch, parameters }, args) => {
  const known = target.inventory.tools;
  const wanted = many(args, 'tools').flatMap((key) => (known[key] ? [{ ...known[key], key }] : []));
  const missingTools = await findMissingTools(
    target,
    wanted.map(({ key }) => key),
    tag,
  );
  const [there, missing] = [false, true].map((isMissing) =>
    wanted.filter(({ key }) => missingTools.includes(key) === isMissing),
  ) as [typeof wanted, typeof wanted];
  return { findings: judgeTools(there, missing, { steps: procedure.steps, branch, parameters }), missingTools };
};

export const processOnline: Look = async (context, args) => ({
  findings: [judgeProcess(one(args, 'process'), await ask(context, 'backend-status'))],
});

export const endpoints: Look = async ({ target }, args) => {
  const wanted = target.inventory.endpoints.filter((e) => many(args, 'endpoints').includes(e.key));
  const answers = await Promise.all(
    wanted.map(async (endpoint) => {
      const { isOk, sentence } = await callEndpoint(endpoint);
      return { title: endpoint.title, method: endpoint.method, url: endpoint.url, isOk, sentence };
    }),
  );
  return { findings: [judgeEndpoints(answers)] };
};

export const services: Look = async (context) => ({
  findings: [judgeServices(await ask(context, 'services-status'))],
});
