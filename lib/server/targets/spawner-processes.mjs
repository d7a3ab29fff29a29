// @ts-check
// What the kernel says of process groups. Plain JavaScript: the spawner and the worker both ask.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** In every command's environment: its descendants carry it wherever they go, unless they wipe it. */
export const TAG_VARIABLE = 'ROLLBACK_CONSOLE_TAG';

/**
 * Whether anything in the group still runs. A zombie does not: where nobody reaps orphans (a container whose first
 * process is no init), it stays in the group for ever and `kill` still finds it. /proc is believed only where it shows
 * process 1 as well: a machine may hide other users' processes (hidepid).
 * @param {number} groupId
 */
export function isGroupAlive(groupId) {
  return sendToGroup(groupId, 0) !== 'none' && (!seesAll() || membersOf(groupId).length > 0);
}

const seesAll = () => read(1, 'stat') !== '';

/** @param {number} groupId */
const membersOf = (groupId) => processes((pid) => groupOfLiving(pid) === groupId) ?? [];

/**
 * Ends a group: SIGTERM, then SIGKILL after `graceMs`. Resolves to whether it is gone.
 * @param {number} groupId
 * @param {number} graceMs
 */
export async function endGroup(groupId, graceMs) {
  sendToGroup(groupId, 'SIGTERM');
  if (await isGroupGoneWithin(groupId, graceMs)) return true;
  sendToGroup(groupId, 'SIGKILL');
  return isGroupGoneWithin(groupId, 2500);
}

/**
 * Living processes that carry the tag: what a command started and left running, in its group or out of it.
 * Empty where there is no /proc, and for processes of other users.
 * @param {string} tag
 * @param {(pid: number) => boolean} [mayBe] which numbers are worth a look, see `bornAfter`
 * @returns {{ pid: number, name: string }[]}
 */
export function findTagged(tag, mayBe = () => true) {
  const mark = `${TAG_VARIABLE}=${tag}\0`;
  const found = processes((pid) => mayBe(pid) && `\0${read(pid, 'environ')}`.includes(`\0${mark}`)) ?? [];
  return found.map((pid) => ({ pid, name: read(pid, 'comm').trim() }));
}

/**
 * What `findTagged` finds, and whatever else lives in their groups: what sudo runs as somebody else bears no mark that this
 * user can read. `parent` tells what was started by which, `group` names what may outlive them.
 * @param {string} tag
 * @param {readonly number[]} [seen] groups that were theirs a moment ago
 * @returns {{ pid: number, name: string, group: number, parent: number }[]}
 */
export function findLeft(tag, seen = []) {
  const tagged = new Set(findTagged(tag).map(({ pid }) => pid));
  const groups = new Set([...seen, ...[...tagged].map(groupOfLiving).filter((group) => group)]);
  const found = processes((pid) => tagged.has(pid) || groups.has(groupOfLiving(pid))) ?? [];
  return found.flatMap((pid) => {
    const [state = '', parent, group] = statOf(pid);
    return state === '' || isOver(state)
      ? []
      : [{ pid, name: read(pid, 'comm').trim(), group: Number(group), parent: Number(parent) }];
  });
}

/**
 * Which numbers the kernel may have given out since it gave out `pid`: they are given out in turn, and begin anew at the
 * end. Null where that is none. Looking at every process of a machine after each command costs more than most commands.
 * Only for what began a moment ago: in a longer time the numbers may have gone all the way round.
 * @param {number} pid
 * @returns {((other: number) => boolean) | null}
 */
export function bornAfter(pid) {
  // "0.20 0.18 0.12 1/80 11206": the last is the number that was given out last, in this namespace.
  const last = Number(readProc('loadavg').trim().split(' ').at(-1));
  if (last === pid) return null;
  if (!Number.isInteger(last) || last === 0) return () => true;
  return last > pid ? (other) => other > pid && other <= last : (other) => other > pid || other <= last;
}

/**
 * @param {number} groupId
 * @param {number} withinMs
 */
async function isGroupGoneWithin(groupId, withinMs) {
  const deadline = performance.now() + withinMs;
  while (isGroupAlive(groupId)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * @param {number} groupId
 * @param {NodeJS.Signals | 0} signal
 * @returns {'sent' | 'none' | 'not_ours'} not_ours: it runs as somebody else by now (sudo), out of reach
 */
function sendToGroup(groupId, signal) {
  try {
    process.kill(-groupId, signal);
    return 'sent';
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM' ? 'not_ours' : 'none';
  }
}

/**
 * @param {(pid: number) => boolean} matches
 * @returns {number[] | undefined} undefined where there is no /proc
 */
function processes(matches) {
  try {
    const pids = readdirSync('/proc').map(Number);
    return pids.filter((pid) => Number.isInteger(pid) && matches(pid));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function groupOfLiving(pid) {
  const [state = '', , group] = statOf(pid);
  return isOver(state) ? undefined : Number(group);
}

/** @param {string} state */
const isOver = (state) => state === 'Z' || state === 'X';

/** @param {number} pid */
function statOf(pid) {
  // "pid (name) state parent group …", where the name may hold anything.
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * @param {number} pid
 * @param {string} file
 */
function read(pid, file) {
  return readProc(`${pid}/${file}`);
}

/** @param {string} name */
function readProc(name) {
  try {
    return readFileSync(`/proc/${name}`, 'latin1');
  } catch {
    return '';
  }
}
