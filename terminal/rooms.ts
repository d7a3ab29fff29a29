import type { RoomView, RunView } from '@/lib/contracts/views';
import { conflict } from '@/lib/domain/errors';
import { getRoomView } from '@/lib/server/incidents/get-room-view';
import { listIncidents } from '@/lib/server/incidents/list-incidents';
import { usageError } from './errors';
import type { Terminal } from './terminal';

/** An incident as this person's browser would show it. */
export function readRoom(at: Terminal, code: string): Promise<RoomView> {
  return at.read((me) => getRoomView(me, code), 'incident');
}

/** The incident that was named, or the only open one. Any unambiguous end of a code will do. */
export async function findIncident(at: Terminal, named: string | undefined): Promise<string> {
  // Asked for by themselves: one that has been open for long need not be among the newest.
  const open = (await at.read((me) => listIncidents(me, { state: 'open' }))).map(({ code }) => code);
  if (named) {
    const newest = await at.read((me) => listIncidents(me));
    const codes = [...new Set([...open, ...newest.map(({ code }) => code)])];
    if (codes.includes(named)) return named;
    const ending = codes.filter((code) => code.endsWith(named));
    // Not among the newest, or nobody's: the use case says so.
    return ending.length === 1 ? (ending[0] as string) : named;
  }
  if (open.length === 1) return open[0] as string;
  throw usageError(
    open.length === 0 ? 'No incident is open.' : `Several incidents are open: ${open.join(', ')}.`,
    'Name the one that you mean.',
  );
}

/** The incident's newest run, or a refusal that says how to make one. */
export function runOf(room: RoomView): RunView {
  if (room.run) return room.run;
  throw conflict(
    'Nothing is planned in this incident yet.',
    `See what there is: npx rollback plan ${room.incident.code} --list; then choose one with --procedure.`,
  );
}
