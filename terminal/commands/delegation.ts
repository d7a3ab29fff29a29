import {
  type DelegationsView,
  type DelegationView,
  makeDelegationSchema,
  revokeDelegationSchema,
} from '@/lib/contracts/delegation';
import { AppError, notFound } from '@/lib/domain/errors';
import { ROLE_WORDS } from '@/lib/domain/permissions';
import { listDelegations, makeDelegation, revokeDelegation } from '@/lib/server/approvals/delegate';
import { type Answer, type Command, command } from '../command';
import { usageError } from '../errors';
import { relativeWords } from '../print/words';
import { toDelegation } from '../trust-shapes';

const list = command({
  name: 'list',
  about: 'Who stands for whom, now and later',
  examples: [['npx rollback delegation list', 'whom to call in a lead’s place']],
  run: async (at) => answer(await at.read(listDelegations)),
});

type Making = { until: string; from?: string; reason: string };

const make = command<Making>({
  name: 'make',
  args: [['<person>', 'their e-mail address, or their name']],
  about: 'Lend your own approving role to a person, until a day',
  details: 'They then decide in your role, and count as one with you. It ends by itself, or by `delegation end`.',
  options: (parser) =>
    parser
      .requiredOption('--until <day>', 'to the end of it, such as 2026-12-01; or a time with its zone')
      .option('--from <day>', 'from its beginning (default: at once)')
      .requiredOption('--reason <text>', 'others see it'),
  examples: [
    [
      'npx rollback delegation make dora@example.com --until 2026-12-01 --reason "I am on holiday"',
      'until that evening',
    ],
  ],
  run: async (at, [named], { until, from, reason }) => {
    const to = findPerson(await at.read(listDelegations), named as string);
    const startsAt = from === undefined ? {} : { startsAt: timeOf(from, '00:00:00') };
    const input = { toId: to.id, endsAt: timeOf(until, '23:59:59'), reason, ...startsAt };
    await at.act(makeDelegationSchema, input, makeDelegation);
    return answer(await at.read(listDelegations));
  },
});

const end = command({
  name: 'end',
  args: [['<delegation>', 'the beginning of its id, or who stands for you']],
  about: 'End a delegation at once',
  details: 'What was approved with it and has not been started is not started any more; a run under way goes on.',
  examples: [['npx rollback delegation end 3f9a2d71', 'as `delegation list` shows it']],
  run: async (at, [named]) => {
    const one = findDelegation(await at.read(listDelegations), named as string);
    await at.act(revokeDelegationSchema, { delegationId: one.id }, revokeDelegation);
    return answer(await at.read(listDelegations));
  },
});

export const delegation: Command = {
  name: 'delegation',
  about: 'Lending a lead’s or an executive’s role: who stands for whom, make one, end one',
  examples: [['npx rollback delegation list', 'who stands for whom']],
  children: [list, make, end],
};

function findPerson({ people, canLend }: DelegationsView, named: string): DelegationsView['people'][number] {
  const wanted = named.toLowerCase();
  const found = people.filter(({ name, email }) => [name.toLowerCase(), email].includes(wanted));
  if (found.length === 1) return found[0] as DelegationsView['people'][number];
  if (found.length > 1) throw usageError(`Several people are called ${named}.`, 'Name them by their e-mail address.');
  if (!canLend)
    throw new AppError(
      'forbidden',
      'You have no approving role to lend; nothing was changed.',
      'A team lead or an executive lends their own.',
    );
  throw usageError(
    `Nobody called ${named} could stand for you; nothing was changed.`,
    `You can lend it to: ${people.map(({ name, email }) => `${name} (${email})`).join(', ') || 'nobody'}.`,
  );
}

function findDelegation({ delegations }: DelegationsView, named: string): DelegationView {
  const mine = delegations.filter(({ canRevoke }) => canRevoke);
  const found = mine.filter(({ id, to }) => (named.length >= 4 && id.startsWith(named)) || to === named);
  if (found.length > 1)
    throw usageError(
      `Several delegations are meant by ${named}; nothing was changed.`,
      `Name one: ${found.map(({ id, from, to }) => `${id.slice(0, 8)} (${to} for ${from})`).join(', ')}.`,
    );
  if (found[0]) return found[0];
  throw notFound('delegation of yours');
}

/** A day by this machine's zone, or a time as it was given. */
function timeOf(text: string, ofDay: string): string {
  const time = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T${ofDay}` : text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw usageError(`“${text}” is no day. Nothing was changed.`, 'Write it as 2026-12-01.');
}

function answer({ delegations }: DelegationsView): Answer {
  return {
    value: delegations.map(toDelegation),
    print: (screen) => {
      if (delegations.length === 0) screen.line('Nobody stands for anybody.');
      for (const { id, from, to, role, startsAt, endsAt, reason, state } of delegations) {
        const when = state === 'planned' ? `begins ${relativeWords(startsAt)}, ends` : 'ends';
        screen.line(
          ['bold', `${to} for ${from}`],
          ` as ${ROLE_WORDS[role]}, ${when} ${relativeWords(endsAt)}: ${reason}`,
        );
        screen.line(['dim', `  npx rollback delegation end ${id.slice(0, 8)}`]);
      }
    },
  };
}
