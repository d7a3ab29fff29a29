import type { RoomView } from '@/lib/contracts/views';
import { getNowView } from '@/lib/server/now/get-now-view';
import { command } from '../command';
import { toHealth } from '../health-shapes';
import { printHealth } from '../print/health';
import { printActions, printChecks, printHead, printRun } from '../print/room';
import { clockLeftWords, relativeWords, SEVERITY_STYLE } from '../print/words';
import { findIncident, readRoom } from '../rooms';
import type { Screen } from '../screen';
import { toAction, toApproval, toCheck, toIncident, toRun } from '../shapes';
import type { Terminal } from '../terminal';

export const status = command({
  name: 'status',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'What is wrong, what waits for whom, and what you can do',
  examples: [
    ['npx rollback status', 'open incidents, requests for approval, targets'],
    ['npx rollback status DB-ROLLBACK-20260825-101500', 'one incident: its run, its checks, your actions'],
    ['npx rollback status --json', 'the same for a script'],
  ],
  run: async (at, [named]) => (named ? oneIncident(at, await findIncident(at, named)) : everything(at)),
});

async function oneIncident(at: Terminal, code: string) {
  const room = await readRoom(at, code);
  const value = {
    incident: toIncident(room),
    run: room.run && toRun(room.run, code),
    checks: room.checks.map(toCheck),
    actions: room.incident.actions.map(toAction),
    closeBlockedBy: room.closeBlockedBy,
    escalations: openLevels(room).map(({ level, state, because, dueAt }) => ({ level, state, because, dueAt })),
  };
  const print = (screen: Screen) => {
    printHead(screen, room);
    for (const { level, state, because, dueAt } of openLevels(room)) {
      const clock = dueAt ? `, ${clockLeftWords(dueAt)}` : '';
      screen.line(
        ['yellow', `Escalation level ${level} is ${state}${clock}: `],
        `${because} See npx rollback escalate.`,
      );
    }
    if (room.run) printRun(screen, room.run);
    if (room.checks.some((check) => check.state !== 'pending')) printChecks(screen, room.checks);
    printActions(screen, room);
  };
  return { value, print };
}

const openLevels = ({ escalations }: RoomView) =>
  escalations.levels.filter(({ state }) => state === 'proposed' || state === 'active');

async function everything(at: Terminal) {
  const now = await at.read(getNowView);
  const value = {
    isWorkerAlive: now.worker.isAlive,
    incidents: now.incidents.map((i) => ({
      code: i.code,
      title: i.title,
      isDrill: i.isDrill,
      severity: i.severity,
      targetName: i.targetName,
      declaredAt: i.declaredAt,
      respondBy: i.respondBy,
      waitingFor: i.waitingFor,
    })),
    approvals: now.approvals.map(toApproval),
    targets: now.targets.map(toHealth),
  };
  const print = (screen: Screen) => {
    if (!now.worker.isAlive) screen.line(['red', 'No worker answers: nothing can run until one does.']);
    screen.line(['bold', 'Open incidents']);
    if (now.incidents.length === 0) screen.line('  None.');
    for (const i of now.incidents) {
      const clock = i.respondBy ? `, ${clockLeftWords(i.respondBy)}` : '';
      screen.line(
        '  ',
        [SEVERITY_STYLE[i.severity], i.severity.toUpperCase()],
        `  ${i.title}`,
        i.isDrill ? '  DRILL' : '',
      );
      screen.line(`    ${i.code} · ${i.targetName} · ${i.waitingFor}${clock}`);
    }
    screen.heading('Requests for approval');
    if (now.approvals.length === 0) screen.line('  None.');
    for (const a of now.approvals) {
      screen.line(
        `  ${a.procedureTitle} for ${a.incidentTitle}, asked by ${a.requestedBy} ${relativeWords(a.requestedAt)}`,
      );
      screen.line(
        '    ',
        a.canDecide
          ? ['bold', `You can decide: npx rollback approve ${a.id.slice(0, 8)}`]
          : `Waits for ${a.approverWords}`,
      );
    }
    screen.heading('Targets');
    printHealth(screen, value.targets);
  };
  return { value, print };
}
