import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { ok, warn } from '@/lib/domain/preflight/finding';
import { sqlRenderer } from '../../runbooks/sql-catalogue';
import { executeSql } from '../../targets/execute-sql';
import { sqlTargetOf } from '../../targets/get-target';
import { type Look, type LookContext, many, query } from './look';

/** Whether pgvector is there, kept so that a later step can show that it stayed. */
export const vectorExtension: Look = async (context) => {
  const [row] = await query(context, 'verify/vector-extension.sql');
  const extension = String(row?.extension ?? 'none');
  return { facts: { vector_extension: extension }, findings: [describeVector(extension, context)] };
};

function describeVector(extension: string, { target }: LookContext): Finding {
  if (extension !== 'none')
    return ok('vector-extension', `The extension ${extension} is installed; it is safe to keep, and stays.`);
  if (target.inventory.vector === 'array')
    return ok(
      'vector-extension',
      'This target has no pgvector: an array column stands in for it, so there is no extension to keep.',
    );
  return warn(
    'vector-extension',
    'The target is registered with pgvector, and its database does not have the extension.',
    'Look whether this is the right database; searches among embeddings cannot work without it.',
  );
}

/** What the guide has asked once more after the rollback, by the name of the table that it reads. */
const READS: Record<string, { file: string; parameters: Record<string, string>; title: string }> = {
  dialog_messages: { file: 'verify/dialog-messages.sql', parameters: { dialog: '1' }, title: 'Messages of dialog 1' },
  assistants: { file: 'verify/user-assistants.sql', parameters: { user: '1' }, title: 'Assistants of user 1' },
  search_embeddings: {
    file: 'verify/vector-search.sql',
    parameters: { query: 'test query', results: '5' },
    title: 'One search among the embeddings',
  },
};
const READ_TIMEOUT_MS = 10_000;

/** How long the application's own queries take now, to be set beside what they take afterwards. */
export const readTimes: Look = async (context, args) => {
  const render = await sqlRenderer(context.catalogue);
  const findings: Finding[] = [];
  const facts: Record<string, string> = {};
  for (const key of many(args, 'reads')) {
    const read = READS[key];
    if (!read) continue;
    const result = await executeSql(sqlTargetOf(context.target), render(read.file, read.parameters), {
      timeoutMs: READ_TIMEOUT_MS,
      applicationName: context.tag,
      readOnly: true,
    });
    if (result.ending === 'succeeded') facts[`${key}_ms`] = result.queryMs.toFixed(1);
    findings.push(describeRead(key, read.title, result));
  }
  return { facts, findings };
};

function describeRead(key: string, title: string, result: Awaited<ReturnType<typeof executeSql>>): Finding {
  if (result.ending === 'succeeded')
    return ok(`read-${key}`, `${title}: ${result.total} rows in ${result.queryMs.toFixed(1)} ms now.`);
  return warn(
    `read-${key}`,
    `${title} cannot be read now: ${result.error ?? result.ending}`,
    'It is asked again after the rollback, with nothing to compare it with.',
  );
}
