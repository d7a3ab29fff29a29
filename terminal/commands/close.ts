import { incidentSchema, tickCriterionSchema, waiveCriterionSchema } from '@/lib/contracts/inputs';
import type { RoomView } from '@/lib/contracts/views';
import { closeIncident, tickCriterion, waiveCriterion } from '@/lib/server/incidents/settle-checks';
import { collect, command } from '../command';
import { usageError } from '../errors';
import { printHead } from '../print/room';
import { findIncident, readRoom } from '../rooms';
import { toIncident } from '../shapes';
import type { Terminal } from '../terminal';

type Options = { confirmed?: string[]; waive?: string[]; note?: string; reason?: string };

export const close = command<Options>({
  name: 'close',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Confirm what only people can know, and close the incident',
  details: 'Nothing is closed while a check is red. npx rollback status shows the keys of the checks with --json.',
  options: (parser) =>
    parser
      .option('--confirmed <key>', 'a criterion that you saw met, or "all" that only people can know', collect)
      .option('--note <text>', 'how you know: the report shows it; needed with --confirmed')
      .option('--waive <key>', 'a check that the incident is closed without; for team leads, needs --reason', collect)
      .option('--reason <text>', 'why it is waived: the report shows it'),
  examples: [
    ['npx rollback close --confirmed all --note "Support says it is quiet"', 'in the only open incident'],
    ['npx rollback close --waive uptime --reason "Watched until tomorrow by Kim"', 'as a team lead'],
  ],
  run: async (at, [named], options) => {
    const incidentCode = await findIncident(at, named);
    await settle(at, await readRoom(at, incidentCode), options);
    await at.act(incidentSchema, { incidentCode }, closeIncident);
    const room = await readRoom(at, incidentCode);
    return {
      value: toIncident(room),
      print: (screen) => {
        printHead(screen, room);
        screen.line(`Its report: npx rollback report ${incidentCode}`);
      },
    };
  },
});

async function settle(at: Terminal, room: RoomView, options: Options): Promise<void> {
  const byPeople = room.checks.filter((c) => c.by === 'person' && c.state !== 'passed' && c.state !== 'waived');
  const confirmed = (options.confirmed ?? []).flatMap((key) => (key === 'all' ? byPeople : [checkOf(room, key)]));
  const { note = '' } = options;
  if (confirmed.length > 0 && note === '')
    throw usageError('What you confirm needs a note: the report shows how you know.', 'Give it with --note.');
  for (const { id } of confirmed)
    await at.act(tickCriterionSchema, { checkId: id, isPassed: true, note }, tickCriterion);
  for (const key of options.waive ?? [])
    await at.act(
      waiveCriterionSchema,
      { checkId: checkOf(room, key).id, reason: options.reason ?? '' },
      waiveCriterion,
    );
}

function checkOf(room: RoomView, key: string): RoomView['checks'][number] {
  const found = room.checks.find((check) => check.key === key);
  if (found) return found;
  throw usageError(`There is no check ${key}.`, `There are: ${room.checks.map((check) => check.key).join(', ')}.`);
}
