import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { COMMON, isOnWay } from '@/lib/domain/branches';
import { holds } from '@/lib/domain/conditions';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { parseServices } from '@/lib/domain/services';
import { callEndpoint } from '../../targets/call-endpoint';
import { findMissingTools } from '../../targets/find-missing-tools';
import { ask, type Look, type LookContext, many, one } from './look';

/** Missing tools block only where a step of the chosen way cannot do without; elsewhere the plan leaves the step out. */
export const tools: Look = async (context, args) => {
  const wanted = many(args, 'tools').filter((key) => context.target.inventory.tools[key]);
  const missingTools = await findMissingTools(context.target, wanted, context.tag);
  const there = wanted.filter((key) => !missingTools.includes(key));
  const findings: Finding[] = missingTools.map((key) => missingTool(context, key));
  if (there.length > 0)
    findings.unshift(
      ok(
        'tools',
        `${there.map((key) => titleOf(context, key)).join(', ')} answer${there.length === 1 ? 's' : ''} on the target.`,
      ),
    );
  return { findings, missingTools };
};

function missingTool(context: LookContext, key: string): Finding {
  const { install } = context.target.inventory.tools[key] as { install: string };
  const steps = context.procedure.steps.filter(({ step }) => step.needs?.tool === key);
  const onTheWay = steps.filter(
    ({ branch, step }) => isOnWay(branch ?? COMMON, context.branch) && holds(step.when, context.parameters),
  );
  const blocked = onTheWay.find(({ step }) => step.needs?.otherwise === 'block');
  if (blocked)
    return block(
      `tool-${key}`,
      `${titleOf(context, key)} is not on this target, and the step "${blocked.step.title}" needs it.`,
      `${install} Or plan a way that does without.`,
    );
  const skipped = onTheWay.map(({ step }) => step.title);
  const effect = skipped.length > 0 ? `the plan leaves out: ${skipped.join(', ')}.` : 'this way does without it.';
  return warn(`tool-${key}`, `${titleOf(context, key)} is not on this target; ${effect}`, install);
}

const titleOf = (context: LookContext, key: string) => context.target.inventory.tools[key]?.title ?? key;

export const processOnline: Look = async (context, args) => {
  const name = one(args, 'process');
  const status = await ask(context, 'backend-status');
  if (!status.isOk)
    return {
      findings: [
        block(
          'process-online',
          `pm2's list of processes cannot be read: ${status.why}.`,
          'Mend pm2 on the host: without it nothing can be reloaded.',
        ),
      ],
    };
  const instances = parseServices(status.text).filter((p) => p.name === name);
  if (instances.length === 0)
    return {
      findings: [
        block(
          'process-online',
          `pm2 knows no process ${name}, so there is nothing to reload.`,
          'Start it under that name, or correct the name in the runbook.',
        ),
      ],
    };
  const words = instances.map((p) => `${p.name} ${p.instance}: ${p.status}, ${p.restarts} restarts`);
  const down = instances.some((p) => p.status !== 'online');
  return {
    findings: [
      down
        ? warn(
            'process-online',
            `${name} is not online now; the reload starts it.`,
            'Watch the output of the reload.',
            words,
          )
        : ok(
            'process-online',
            `${name} is online, ${instances.length} ${instances.length === 1 ? 'process' : 'processes'}.`,
            words,
          ),
    ],
  };
};

/** A failing endpoint is what the rollback should mend, so it blocks nothing; it is shown for what it is. */
export const endpoints: Look = async ({ target }, args) => {
  const wanted = target.inventory.endpoints.filter((e) => many(args, 'endpoints').includes(e.key));
  const answers = await Promise.all(
    wanted.map(async (endpoint) => ({ endpoint, answer: await callEndpoint(endpoint) })),
  );
  const failing = answers.filter(({ answer }) => !answer.isOk);
  const details = answers.map(({ endpoint, answer }) => `${endpoint.method} ${endpoint.url}: ${answer.sentence}`);
  if (failing.length === 0)
    return {
      findings: [
        ok(
          'endpoints',
          `${answers.map(({ endpoint }) => endpoint.title).join(' and ')} answer${answers.length === 1 ? 's' : ''} now.`,
          details,
        ),
      ],
    };
  return {
    findings: [
      ok(
        'endpoints',
        `Before the rollback, ${failing.map(({ endpoint }) => endpoint.title).join(' and ')} fail${failing.length === 1 ? 's' : ''}: ${failing[0]?.answer.sentence}`,
        details,
      ),
    ],
  };
};

/** Starting everything again also starts what was not running before. */
export const services: Look = async (context) => {
  const status = await ask(context, 'services-status');
  if (!status.isOk)
    return {
      findings: [
        block(
          'services',
          `pm2's list of processes cannot be read: ${status.why}.`,
          'Mend pm2 on the host: without it nothing can be stopped or started.',
        ),
      ],
    };
  const processes = parseServices(status.text);
  const words = processes.map((p) => `${p.name} ${p.instance}: ${p.status}`);
  const off = processes.filter((p) => p.status !== 'online');
  if (off.length === 0)
    return { findings: [ok('services', `pm2 keeps ${processes.length} processes, all online.`, words)] };
  return {
    findings: [
      warn(
        'services',
        `${off.length} of ${processes.length} processes are not online; starting all starts them, too.`,
        'Delete from pm2 what should stay off, or stop it again afterwards.',
        words,
      ),
    ],
  };
};
