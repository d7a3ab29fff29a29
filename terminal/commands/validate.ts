import { Option } from 'commander';
import { runChecksSchema } from '@/lib/contracts/inputs';
import type { CheckGroup, RoomView } from '@/lib/contracts/views';
import { runChecks } from '@/lib/server/incidents/settle-checks';
import { command } from '../command';
import { printChecks } from '../print/room';
import { findIncident, readRoom } from '../rooms';
import { toCheck } from '../shapes';

const LIMIT_MS = 15 * 60_000;
type Options = { quick?: boolean; full?: boolean; criteria?: boolean };

const TITLES: Record<CheckGroup, string> = {
  immediate: 'Immediate checks',
  comprehensive: 'Comprehensive validation',
  criteria: 'Success criteria',
};

export const validate = command<Options>({
  name: 'validate',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Have the worker check that things work again, as often as you like',
  details: 'Ends with 7 where a check is red. What only people can know stays open; see rollback close.',
  options: (parser) =>
    parser
      .addOption(new Option('--quick', 'the immediate checks (the default)').conflicts(['full', 'criteria']))
      .addOption(new Option('--full', 'those, the comprehensive six lines, and the criteria').conflicts('criteria'))
      .option('--criteria', 'only the success criteria that a machine can measure'),
  examples: [
    ['rollback validate --quick', 'in the only open incident'],
    ['rollback validate --full --json', 'everything that can be measured, for a script'],
  ],
  run: async (at, [named], options) => {
    const incidentCode = await findIncident(at, named);
    const groups = groupsOf(options, await readRoom(at, incidentCode));
    for (const group of groups) await at.act(runChecksSchema, { incidentCode, group }, runChecks);
    const look = async () => {
      const room = await readRoom(at, incidentCode);
      const running = room.checks.filter((check) => check.state === 'running');
      at.screen.progress(`Checking: ${running.map((check) => check.title).join(', ')}`);
      return room;
    };
    const isMeasured = ({ checks }: RoomView) => checks.every((check) => check.state !== 'running');
    const room = await at.until(look, isMeasured, { timeoutMs: LIMIT_MS, what: 'The validation' });
    const checks = room.checks.filter((check) => groups.includes(check.group));
    return {
      value: { incident: incidentCode, checks: checks.map(toCheck), closeBlockedBy: room.closeBlockedBy },
      print: (screen) => {
        for (const group of groups)
          printChecks(
            screen,
            room.checks.filter((check) => check.group === group),
            TITLES[group],
          );
        if (room.closeBlockedBy.length > 0) screen.heading('Before it can be closed');
        for (const sentence of room.closeBlockedBy) screen.line(`  ${sentence}`);
      },
      exit: checks.some((check) => check.state === 'failed') ? 'unwell' : 'ok',
    };
  },
});

/** With --full, a group in which there is nothing to measure is no reason to refuse the others. */
function groupsOf({ full, criteria }: Options, room: RoomView): CheckGroup[] {
  if (criteria) return ['criteria'];
  if (!full) return ['immediate'];
  const isMeasured = (group: CheckGroup) =>
    room.checks.some((check) => check.group === group && check.by === 'machine' && check.state !== 'waived');
  return (['immediate', 'comprehensive', 'criteria'] as const).filter(isMeasured);
}
