import 'server-only';
import { hostname } from 'node:os';
import type { RenderedStep } from '@/lib/contracts/plan';
import type { LeftIndex, RunningCommand } from '@/lib/contracts/side-step';
import { runsOnHosts } from '@/lib/domain/host-actions';
import { concurrentIndexOf } from '@/lib/domain/lock-retries';
import { querySql } from '../targets/execute-sql';
import { sqlTargetOf } from '../targets/get-target';
import { findLeft } from '../targets/spawner-processes.mjs';
import type { CheckContext } from './run-check';

const LOOK_TIMEOUT_MS = 5_000;
type Sentence = { isOk: boolean; text: string };

const INDEXES = `select i.oid::text as oid, n.nspname::text as schema, i.relname::text as name, t.relname::text as table,
    x.indisvalid as is_valid,
    exists (select 1 from pg_stat_progress_create_index p where p.index_relid = i.oid) as is_being_built
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
  join pg_namespace n on n.oid = i.relnamespace
  where i.relname = $1 and ($2::text is null or n.nspname = $2)
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;
type IndexRow = LeftIndex & { is_valid: boolean; is_being_built: boolean };

/**
 * The state that an interrupted CONCURRENTLY statement left its index in, by name: gone, valid, or INVALID, which is
 * neither done nor undone. Null for every other step, and where the database cannot be asked: its checks say that.
 */
export async function lookAtIndex(
  { action }: RenderedStep,
  { target, tag }: CheckContext,
): Promise<{ sentence: Sentence; isHalf: boolean; left: LeftIndex[] } | null> {
  const index = action.kind === 'sql' ? concurrentIndexOf(action.text) : null;
  if (!index || action.kind !== 'sql') return null;
  const ask = { text: INDEXES, values: [index.name, index.schema] };
  const options = { timeoutMs: LOOK_TIMEOUT_MS, applicationName: tag };
  const rows = await querySql<IndexRow>(sqlTargetOf(target, action.connect), ask, options).catch(() => null);
  if (!rows) return null;
  const left = rows
    .filter((row) => !row.is_valid && !row.is_being_built)
    .map(({ oid, schema, name, table }) => ({ oid, schema, name, table }));
  const isThere = rows.length > 0;
  const isOk = index.verb === 'drop' ? !isThere : isThere && rows.every((row) => row.is_valid);
  const state = !isThere
    ? 'is gone'
    : rows.some((row) => row.is_being_built)
      ? 'is present and still being built'
      : left.length > 0
        ? 'is present and INVALID: it costs every write and serves no query'
        : 'is present and valid';
  const isHalf = isThere && rows.some((row) => !row.is_valid);
  return { sentence: { isOk, text: `The index ${index.name} ${state}.` }, isHalf, left };
}

const RUNNING = `select pid, to_char(query_start at time zone 'utc', 'HH24:MI:SS') as since, wait_event_type as waits
  from pg_stat_activity where application_name = $1 and state <> 'idle' order by query_start`;
type Running = { pid: number; since: string | null; waits: string | null };

/**
 * Whether the effect of a step that was lost sight of is still under way, with the number it runs under. Null where it is
 * not, or cannot be asked. A remote host's own words come from its status file (`farSide`).
 */
export async function stillRunning(
  { action }: RenderedStep,
  { target, tag, effectTag }: CheckContext,
): Promise<{ text: string; isStatement: boolean; command?: RunningCommand } | null> {
  if (effectTag === undefined) return null;
  if (action.kind === 'sql') {
    const ask = { text: RUNNING, values: [effectTag.slice(0, 63)] };
    const options = { timeoutMs: LOOK_TIMEOUT_MS, applicationName: tag };
    const [row] = await querySql<Running>(sqlTargetOf(target, action.connect), ask, options).catch(() => []);
    if (!row) return null;
    const since = row.since ? ` since ${row.since} UTC` : '';
    const waits = row.waits === 'Lock' ? ', waiting for a lock' : '';
    return { text: `The statement is still running as pid ${row.pid}${since}${waits}.`, isStatement: true };
  }
  const host = runsOnHosts(action) ? target.inventory.hosts.find((h) => h.key === action.host) : undefined;
  if (host?.kind !== 'local') return null;
  const found = findLeft(effectTag);
  if (found.length === 0) return null;
  // A service that it started on purpose carries its mark as well, and stays: that alone keeps nobody from deciding.
  const list = found.map(({ pid, name }) => `pid ${pid} (${name})`).join(', ');
  const [machine, pids] = [hostname(), found.map(({ pid }) => pid)];
  const processes = found.map(({ pid, name, group }) => ({ pid, name, group }));
  const command = { host: host.key, where: machine, tag: effectTag, pids, machine, processes };
  // Where it has started this very console, what bears its mark is the console: nobody is to end that from within.
  const isConsole = pids.includes(process.pid) || pids.includes(process.ppid);
  return {
    text: `What the command started is still running here: ${list}.`,
    isStatement: false,
    ...(!isConsole && { command }),
  };
}
