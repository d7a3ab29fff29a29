import { Option } from 'commander';
import { chooseEscalationSchema, dismissEscalationSchema, escalateSchema } from '@/lib/contracts/inputs';
import type { AllowedAction, RoomView } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { chooseEscalation, dismissEscalation, escalate as startLevel } from '@/lib/server/escalations/escalate';
import { type Answer, command } from '../command';
import { usageError } from '../errors';
import { clockLeftWords } from '../print/words';
import { findIncident, readRoom } from '../rooms';
import type { Screen } from '../screen';
import { toAction } from '../shapes';
import type { Terminal } from '../terminal';

type Options = { incident?: string; choose?: string; dismiss?: boolean; reason?: string };

export const escalate = command<Options>({
  name: 'escalate',
  args: [['[level]', '1, 2 or 3; without it, what is open and what you could start']],
  about: 'Start an escalation level, choose one of its options, or let a proposal go',
  details: 'Its people are notified at once, and its clock runs; when it runs out, the next level begins.',
  options: (parser) =>
    parser
      .option('--incident <code>', 'its code, or the end of it (default: the only open one)')
      .addOption(new Option('--choose <option>', 'what was decided; needs --reason').conflicts('dismiss'))
      .option('--dismiss', 'let a proposal go; needs --reason')
      .option('--reason <text>', 'needed unless the console itself proposed the level'),
  examples: [
    ['npx rollback escalate', 'what is open, with its clock and options'],
    ['npx rollback escalate 1 --reason "The rollback does not help"', 'start level 1'],
  ],
  run: async (at, [level], options) => {
    const incidentCode = await findIncident(at, options.incident);
    if (level) await take(at, await readRoom(at, incidentCode), Number(level), options);
    else if (options.choose || options.dismiss) throw usageError('Say which level.');
    return answer(await readRoom(at, incidentCode));
  },
});

async function take(at: Terminal, room: RoomView, level: number, options: Options): Promise<void> {
  const { choose, dismiss, reason = '' } = options;
  const incidentCode = room.incident.code;
  const { levels, startable } = room.escalations;
  const open = levels.filter((one) => one.level === level).flatMap((one) => one.actions);
  if (choose) {
    assertOffered(open, 'escalation-choose', choose);
    await at.act(chooseEscalationSchema, { incidentCode, level, option: choose, reason }, chooseEscalation);
  } else if (dismiss) {
    assertOffered(open, 'escalation-dismiss');
    await at.act(dismissEscalationSchema, { incidentCode, level, reason }, dismissEscalation);
  } else {
    assertOffered([...open, ...startable.filter((action) => action.argument === String(level))], 'escalate');
    await at.act(escalateSchema, { incidentCode, level, reason }, startLevel);
  }
}

function assertOffered(offered: readonly AllowedAction[], key: string, argument?: string): void {
  const found = offered.find((action) => action.key === key && (!argument || action.argument === argument));
  if (found && !found.disabledBecause) return;
  if (found) throw new AppError('forbidden', `${found.disabledBecause} Nothing was changed.`, '');
  const others = offered.map(({ label, argument: of }) => (of ? `${label} (${of})` : label));
  throw conflict(
    'This cannot be done with this level now; nothing was changed.',
    others.length > 0 ? `You can: ${others.join('; ')}.` : undefined,
  );
}

function answer({ incident, escalations }: RoomView): Answer {
  const { levels, startable } = escalations;
  const value = {
    incident: incident.code,
    levels: levels.map(({ level, state, because, people, startedAt, dueAt, optionTitle, note, actions }) => ({
      ...{ level, state, because, people, startedAt, dueAt, option: optionTitle, note },
      actions: actions.map(toAction),
    })),
    startable: startable.map(toAction),
  };
  const print = (screen: Screen) => {
    if (levels.length === 0) screen.line('No level is open.');
    for (const one of levels) {
      const clock = one.state === 'active' && one.dueAt ? `, ${clockLeftWords(one.dueAt)}` : '';
      screen.line(['bold', `Level ${one.level}`], ` is ${one.state}${clock}: ${one.because}`);
      screen.line(`  ${one.people.join(', ')}; ${one.clockWords}`);
      if (one.optionTitle) screen.line(`  decided: ${one.optionTitle}${one.note ? `: ${one.note}` : ''}`);
      for (const action of one.actions) printAction(screen, action, one.level, incident.code);
    }
    for (const action of startable) printAction(screen, action, Number(action.argument), incident.code);
  };
  return { value, print };
}

function printAction(screen: Screen, action: AllowedAction, level: number, code: string): void {
  const { key, label, argument, disabledBecause, needsReason } = action;
  screen.line('  ', ['bold', label]);
  if (disabledBecause) {
    screen.line(`      not now: ${disabledBecause}`);
    return;
  }
  const rest = { 'escalation-choose': ` --choose ${argument}`, 'escalation-dismiss': ' --dismiss' }[key] ?? '';
  const reason = needsReason ? ' --reason "…"' : '';
  screen.line(['dim', `      npx rollback escalate ${level}${rest}${reason} --incident ${code}`]);
}
