import { Option } from 'commander';
import { runChecksSchema, validateTargetSchema } from '@/lib/contracts/inputs';
import type { MeasuredLine, ValidationView } from '@/lib/contracts/validation-view';
import type { CheckGroup, RoomView } from '@/lib/contracts/views';
import { getValidation, startValidation } from '@/lib/server/checks/validate-target';
import { runChecks } from '@/lib/server/incidents/settle-checks';
import { type Answer, command } from '../command';
import { printChecks } from '../print/room';
import { findIncident, readRoom } from '../rooms';
import { toCheck } from '../shapes';
import type { Terminal } from '../terminal';

const LIMIT_MS = 15 * 60_000;
type Options = { quick?: boolean; full?: boolean; criteria?: boolean; target?: string };

const TITLES: Record<CheckGroup, string> = {
  immediate: 'Immediate checks',
  comprehensive: 'Comprehensive validation',
  criteria: 'Success criteria',
};

export const validate = command<Options>({
  name: 'validate',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Have the worker check that things work again, as often as you like',
  details:
    'In an incident, the results count for its closing. With --target it is only a look, in no incident. Ends with 7 where a\ncheck is red. What only people can know stays open; see npx rollback close.',
  options: (parser) =>
    parser
      .addOption(new Option('--quick', 'the immediate checks (the default)').conflicts(['full', 'criteria']))
      .addOption(new Option('--full', 'those, the comprehensive six lines, and the criteria').conflicts('criteria'))
      .addOption(new Option('--criteria', 'only the criteria that a machine can measure').conflicts('target'))
      .option('--target <key>', 'a target, outside of any incident'),
  examples: [
    ['npx rollback validate --quick', 'in the only open incident'],
    ['npx rollback validate --full --json', 'everything that can be measured, for a script'],
    ['npx rollback validate --full --target replyx-production', 'a look at a target'],
  ],
  run: async (at, [named], options) =>
    !named && options.target
      ? validateTarget(at, options.target, options.full === true)
      : validateIncident(at, await findIncident(at, named), options),
});

async function validateIncident(at: Terminal, incidentCode: string, options: Options): Promise<Answer> {
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
    value: {
      incident: incidentCode,
      target: room.target.key,
      checks: checks.map(toCheck),
      closeBlockedBy: room.closeBlockedBy,
    },
    print: (screen) => {
      const of = (group: CheckGroup) => checks.filter((check) => check.group === group);
      for (const group of groups) printChecks(screen, of(group), TITLES[group]);
      if (room.closeBlockedBy.length > 0) screen.heading('Before it can be closed');
      for (const sentence of room.closeBlockedBy) screen.line(`  ${sentence}`);
    },
    exit: checks.some((check) => check.state === 'failed') ? 'unwell' : 'ok',
  };
}

/** With --full, a group in which there is nothing to measure is no reason to refuse the others. */
function groupsOf({ full, criteria }: Options, room: RoomView): CheckGroup[] {
  if (criteria) return ['criteria'];
  if (!full) return ['immediate'];
  const isMeasured = (group: CheckGroup) =>
    room.checks.some((check) => check.group === group && check.by === 'machine' && check.state !== 'waived');
  return (['immediate', 'comprehensive', 'criteria'] as const).filter(isMeasured);
}

async function validateTarget(at: Terminal, targetKey: string, isFull: boolean): Promise<Answer> {
  const { validationId } = await at.act(
    validateTargetSchema,
    { targetKey, depth: isFull ? 'full' : 'quick' },
    startValidation,
  );
  const look = async () => {
    const seen = await at.read((me) => getValidation(me, validationId));
    at.screen.progress(`Checking: ${seen.lines.length} lines so far`);
    return seen;
  };
  const isOver = ({ state }: ValidationView) => state === 'done' || state === 'failed';
  const seen = await at.until(look, isOver, { timeoutMs: LIMIT_MS, what: 'The validation' });
  const checks = seen.lines.map(toLine);
  return {
    value: { incident: null, target: targetKey, checks: checks.map(toCheck), closeBlockedBy: [] },
    print: (screen) => {
      printChecks(screen, checks, seen.targetName);
      if (seen.error) screen.line(['red', seen.error]);
    },
    exit: seen.isOk ? 'ok' : 'unwell',
  };
}

/** A line of a target's validation as a check: measured, or a person's to say. */
function toLine({ group, key, title, result, byHandBecause }: MeasuredLine) {
  const state = result === null ? ('pending' as const) : result.isOk ? ('passed' as const) : ('failed' as const);
  const by = result === null ? ('person' as const) : ('machine' as const);
  return { group, key, title, state, by, byHandBecause, result, personName: null, note: byHandBecause ?? '' };
}
