import 'server-only';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePm2List } from '@/lib/domain/pm2-list';
import { type PoolFigures, withoutPool } from '@/lib/domain/pool-change';
import { judgePeak, judgePoolNow } from '@/lib/domain/pool-limits';
import { block, ok } from '@/lib/domain/preflight/finding';
import { unifiedDiff } from '@/lib/domain/unified-diff';
import { already, ask, isWayBack, type Look, type LookContext, one, query } from './look';

const KEY = 'pool-change';
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
  const unread = [head, blob, shown].find((answer) => !answer.isOk);
  if (unread) {
    const sentence = `${file} cannot be read from the checkout: ${unread.why}.`;
    return { findings: [block(KEY, sentence, 'Mend the access to the checkout, then look again.')] };
  }
  const source = shown.output;
  if (blobOf(source) !== blob.text) {
    const sentence = `${file} cannot be shown as it is: it holds a secret of the target, or characters that are no text.`;
    return { findings: [block(KEY, sentence, 'Change it by hand, as a commit; keep secrets out of the file.')] };
  }
  const change = withoutPool(source);
  if (change.verdict === 'already') {
    const sentence = `${file} uses NullPool already.`;
    return {
      findings: [already(context, KEY, sentence, 'There is nothing to change: look elsewhere.')],
      missingFacts: { pool_patch: sentence },
    };
  }
  if (change.verdict === 'refused') {
    const sentence = `${file} cannot be changed by the console: ${change.because}.`;
    return { findings: [block(KEY, sentence, 'Change it by hand, as a commit, and reload the backend.')] };
  }
  const patch = unifiedDiff(file, source, change.source);
  const gone = change.removed.length > 0 ? `; ${change.removed.join(' and ')} go, which NullPool refuses` : '';
  return {
    findings: [
      ok(KEY, `The engine goes back to NullPool without a ping${gone}.`, patch.split('\n').slice(3, -1)),
      ...(await limits(context, change.pool, one(args, 'process'))),
    ],
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
