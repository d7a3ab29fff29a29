import 'server-only';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePm2List } from '@/lib/domain/pm2-list';
import { type PoolFigures, withoutPool } from '@/lib/domain/pool-change';
import { judgePeak, judgePoolNow } from '@/lib/domain/pool-limits';
import { judgePoolChange, judgePoolSource } from '@/lib/domain/preflight/pool-change';
import { unifiedDiff } from '@/lib/domain/unified-diff';
import { ask, isPassedOver, isWayBack, type Look, type LookContext, one, query } from './look';

const LOOKS = 8;
const PAUSE_MS = 250;

/** The exact change that takes the connection pool out of a file, and whether the server has room without a pool. */
export const poolChange: Look = async (context, args) => {
  const file = one(args, 'file');
  // What the way back undoes is in the plan that did it.
  if (isWayBack(context))
    return { findings: [], missingFacts: { pool_patch: 'No run of this procedure has changed anything here yet.' } };
  const [head, blob, shown] = await Promise.all([
    ask(context, 'git-head'),
    ask(context, 'pool-blob'),
    ask(context, 'pool-source'),
  ]);
  const source = shown.output;
  const unread = judgePoolSource(file, [head, blob, shown], () => blobOf(source) === blob.text);
  if (unread) return { findings: [unread] };
  const change = withoutPool(source);
  const patch = change.verdict === 'changed' ? unifiedDiff(file, source, change.source) : '';
  const passesOver = isPassedOver(context);
  const finding = judgePoolChange(file, change, { patch: patch.split('\n').slice(3, -1), passesOver });
  if (change.verdict === 'already')
    return { findings: [finding], missingFacts: { pool_patch: `${file} uses NullPool already.` } };
  if (change.verdict === 'refused') return { findings: [finding] };
  return {
    findings: [finding, ...(await limits(context, change.pool, one(args, 'process')))],
    facts: {
      head_commit: head.text,
      pool_patch: patch,
      pool_blob_before: blob.text,
      pool_blob_after: blobOf(change.source),
    },
  };
};

/** As git names a file by what is in it. */
function blobOf(content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

async function limits(context: LookContext, pool: PoolFigures, process: string) {
  const [[row], list, peak] = await Promise.all([
    query(context, 'preflight/connections.sql'),
    ask(context, 'backend-status'),
    peakOf(context),
  ]);
  const processes = list.isOk ? parsePm2List(list.text).filter(({ name }) => name === process).length : 0;
  const seen = { used: Number(row?.used), usable: Number(row?.usable), processes: Math.max(1, processes) };
  const known = { pool, peak, looks: LOOKS, ...seen };
  const judged = judgePeak(known);
  const remedy = 'Wait until fewer are at work, or raise max_connections first: without a pool calls would be refused.';
  return [
    { key: 'pool-now', ...judgePoolNow(known) },
    { key: 'pool-peak', ...judged, ...(judged.verdict !== 'ok' && { remedy }) },
  ];
}

/** The most that were at work in any of some looks, shortly after one another. */
async function peakOf(context: LookContext): Promise<number> {
  let peak = 0;
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await sleep(PAUSE_MS);
    const [row] = await query(context, 'preflight/connection-use.sql');
    peak = Math.max(peak, Number(row?.busy));
  }
  return peak;
}
