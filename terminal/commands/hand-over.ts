import { Option } from 'commander';
import {
  acceptHandOverSchema,
  declineHandOverSchema,
  nudgeHandOverSchema,
  offerHandOverSchema,
  withdrawHandOverSchema,
} from '@/lib/contracts/hand-over';
import type { AllowedAction, RoomView } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { handOverNote } from '@/lib/domain/hand-over-note';
import {
  acceptHandOver,
  declineHandOver,
  nudgeHandOver,
  offerHandOver,
  withdrawHandOver,
} from '@/lib/server/incidents/hand-over-incident';
import { type Answer, command } from '../command';
import { usageError } from '../errors';
import { relativeWords } from '../print/words';
import { findIncident, readRoom } from '../rooms';
import type { Screen } from '../screen';
import { toAction } from '../shapes';
import type { Terminal } from '../terminal';

type Options = {
  to?: string;
  wheel?: boolean;
  note?: string;
  accept?: boolean;
  decline?: boolean;
  takeBack?: boolean;
  nudge?: boolean;
  reason?: string;
};

const DEEDS = ['to', 'accept', 'decline', 'takeBack', 'nudge'] as const;
const one = (flags: string, about: string, name: (typeof DEEDS)[number]) =>
  new Option(flags, about).conflicts(DEEDS.filter((other) => other !== name));

export const handOver = command<Options>({
  name: 'hand-over',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Hand an incident over to somebody, or the wheel of its run, or answer when you are asked to take it',
  details:
    'Nothing passes before they accept. Without an option: who leads, who is asked, and a note from what is known, to be written\non. The note says what was done, what is open and what to watch; the report shows it.',
  options: (parser) =>
    parser
      .addOption(one('--to <person>', 'the name of who is to have it; needs --note', 'to'))
      .option('--wheel', 'only the wheel of the run')
      .option('--note <text>', 'what they have to know')
      .addOption(one('--accept', 'you take it over', 'accept'))
      .addOption(one('--decline', 'you do not; needs --reason', 'decline'))
      .addOption(one('--take-back', 'take your offer back', 'takeBack'))
      .addOption(one('--nudge', 'tell them once more that they are waited for', 'nudge'))
      .option('--reason <text>', 'why you decline'),
  examples: [
    ['npx rollback hand-over', 'who leads, who is asked, and a note to begin with'],
    ['npx rollback hand-over --to "Dora Day" --note "Step 3 waits; watch the lock"', 'ask her to take over'],
    ['npx rollback hand-over --to "Dora Day" --wheel --note "You know this step"', 'only the wheel'],
    ['npx rollback hand-over --accept', 'from here on it is yours'],
  ],
  run: async (at, [named], options) => {
    const code = await findIncident(at, named);
    const before = await readRoom(at, code);
    if (options.to) await offer(at, before, options);
    else await answerOffer(at, before, options);
    return answer(await readRoom(at, code));
  },
});

async function offer(at: Terminal, room: RoomView, { to = '', wheel, note }: Options): Promise<void> {
  const kind = wheel ? 'wheel' : 'incident';
  if (!note) throw usageError('They have to know how things stand.', 'Give it with --note.');
  const found = room.handOver.candidates.filter(({ name }) => name.toLowerCase() === to.trim().toLowerCase());
  if (room.handOver.candidates.length > 0 && found.length !== 1)
    throw usageError(
      `${found.length === 0 ? 'Nobody' : 'More than one person'} who could take it is called “${to}”; nothing was changed.`,
      `Give one of these names: ${room.handOver.candidates.map(({ name }) => name).join(', ')}.`,
    );
  // Whoever may offer nothing has nobody to choose from: the server says why.
  const toId = found[0]?.id ?? room.me.id;
  await at.act(offerHandOverSchema, { incidentCode: room.incident.code, kind, toId, note }, offerHandOver);
}

async function answerOffer(at: Terminal, room: RoomView, options: Options): Promise<void> {
  const { accept, decline, takeBack, nudge, reason } = options;
  if (accept) await at.act(acceptHandOverSchema, offered(room, 'hand-over-accept', options), acceptHandOver);
  if (takeBack) await at.act(withdrawHandOverSchema, offered(room, 'hand-over-withdraw', options), withdrawHandOver);
  if (nudge) await at.act(nudgeHandOverSchema, offered(room, 'hand-over-nudge', options), nudgeHandOver);
  if (!decline) return;
  if (!reason) throw usageError('Whoever asked reads why.', 'Give it with --reason.');
  await at.act(declineHandOverSchema, { ...offered(room, 'hand-over-decline', options), reason }, declineHandOver);
}

/** The offer that this person can do that about; `--wheel` says which where there are two. */
function offered({ handOver: { waiting } }: RoomView, key: string, { wheel }: Options): { handOverId: string } {
  const able = waiting.flatMap((one) =>
    one.actions.filter((action) => action.key === key).map((action) => ({ one, action })),
  );
  const found = able.find(({ one }) => (one.kind === 'wheel') === Boolean(wheel)) ?? (wheel ? undefined : able[0]);
  if (!found) throw conflict('There is no such offer for you now; nothing was changed.', 'See npx rollback hand-over.');
  const { disabledBecause } = found.action;
  if (disabledBecause)
    throw new AppError('forbidden', `${disabledBecause} Nothing was changed.`, 'Wait, or call them.');
  return { handOverId: found.one.id };
}

function answer(room: RoomView): Answer {
  const { lead, waiting, actions } = room.handOver;
  const note = handOverNote(room);
  const value = {
    incident: room.incident.code,
    lead: lead.name,
    driver: room.people.find((person) => person.isDriver)?.name ?? null,
    waiting: waiting.map((one) => ({
      kind: one.kind,
      from: one.from,
      to: one.to.name,
      note: one.note,
      offeredAt: one.offeredAt,
      actions: one.actions.map(toAction),
    })),
    actions: actions.map(toAction),
    note,
  };
  const print = (screen: Screen) => {
    screen.line(['bold', lead.name], ' leads the incident', value.driver ? `; ${value.driver} drives` : '');
    for (const one of waiting) {
      screen.line(
        `Waiting for ${one.to.name} to take ${one.kind === 'wheel' ? 'the wheel' : 'it over'}, asked ${relativeWords(one.offeredAt)}`,
      );
      for (const line of one.note.split('\n')) screen.line('  ', line);
      for (const action of one.actions) printAction(screen, action, one.kind === 'wheel', room.incident.code);
    }
    if (actions.length === 0) return;
    screen.heading('A note to begin with');
    for (const line of note.split('\n')) screen.line(line);
  };
  return { value, print };
}

const FLAGS: Record<string, string> = {
  'hand-over-accept': '--accept',
  'hand-over-decline': '--decline --reason "…"',
  'hand-over-withdraw': '--take-back',
  'hand-over-nudge': '--nudge',
};

function printAction(
  screen: Screen,
  { key, label, disabledBecause }: AllowedAction,
  isWheel: boolean,
  code: string,
): void {
  screen.line('  ', disabledBecause ? ['dim', label] : ['bold', label]);
  if (disabledBecause) screen.line(`      not now: ${disabledBecause}`);
  else screen.line(['dim', `      npx rollback hand-over ${code} ${FLAGS[key] ?? ''}${isWheel ? ' --wheel' : ''}`]);
}
