import {
  addFollowUpSchema,
  endFollowUpSchema,
  FOLLOW_UP_FILTERS,
  type FollowUpFilter,
  type FollowUpView,
} from '@/lib/contracts/follow-up';
import { getFollowUps, listFollowUps } from '@/lib/server/follow-ups/list-follow-ups';
import { addFollowUp, endFollowUp } from '@/lib/server/follow-ups/write-follow-up';
import { type Command, command } from '../command';
import { usageError } from '../errors';
import { findIncident } from '../rooms';
import type { Screen } from '../screen';
import type { Terminal } from '../terminal';

const toLine = ({ id, text, owner, dueOn, standing, done, incident }: FollowUpView) => ({
  ...{ id, text, owner: owner.name, dueOn, standing },
  ...{ doneBy: done?.by ?? null, doneAt: done?.at ?? null, note: done?.note ?? '', incident: incident.code },
});

function print(screen: Screen, item: FollowUpView): void {
  const style = item.standing === 'overdue' ? 'red' : item.standing === 'today' ? 'yellow' : 'dim';
  screen.line(`${item.id.slice(0, 8)}  ${item.text}`);
  const state = item.done ? `done by ${item.done.by}${item.done.note ? `: ${item.done.note}` : ''}` : item.dueWords;
  screen.line(`          ${item.owner.name}, `, [style, state], `, ${item.incident.code}`);
}

const list = command<{ mine?: boolean; overdue?: boolean; done?: boolean }>({
  name: 'list',
  about: 'What is to be done after incidents, soonest due first',
  options: (parser) =>
    parser
      .option('--mine', 'only yours')
      .option('--overdue', 'only those whose day is over')
      .option('--done', 'those that are done, the last ones first'),
  examples: [['npx rollback follow-up list --mine', 'what you still have to do']],
  run: async (at, _args, options) => {
    const chosen = FOLLOW_UP_FILTERS.filter((each) => each !== 'open' && options[each]);
    if (chosen.length > 1)
      throw usageError(`--${chosen.join(' and --')} cannot go together.`, 'Choose one; the page has the rest.');
    const filter: FollowUpFilter = chosen[0] ?? 'open';
    const page = await at.read((me) => listFollowUps(me, filter));
    return {
      value: { filter, count: page.count, isMore: page.older !== null, followUps: page.items.map(toLine) },
      print: (screen) => {
        for (const item of page.items) print(screen, item);
        if (page.items.length === 0) screen.line('None.');
        if (page.older !== null) screen.line('There are more: the page Follow-ups has them all.');
      },
    };
  },
});

const add = command<{ text: string; until: string; owner?: string }>({
  name: 'add',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Give somebody something to do after an incident',
  options: (parser) =>
    parser
      .requiredOption('--text <text>', 'what is to be done')
      .requiredOption('--until <day>', 'such as 2026-12-01')
      .option('--owner <name>', 'who sees to it; default: you'),
  examples: [
    ['npx rollback follow-up add 101500 --text "Alert on index bloat" --until 2026-12-01 --owner "Kim"', 'for Kim'],
  ],
  run: async (at, [named], { text, until, owner }) => {
    const incidentCode = await findIncident(at, named);
    const ownerId = await ownerOf(at, incidentCode, owner);
    const { followUpId } = await at.act(addFollowUpSchema, { incidentCode, text, ownerId, dueOn: until }, addFollowUp);
    return answer(at, incidentCode, followUpId);
  },
});

const done = command<{ note?: string }>({
  name: 'done',
  args: [['<follow-up>', 'its id, or the beginning of it, as list shows it']],
  about: 'Mark one as done, with what came of it',
  options: (parser) => parser.option('--note <text>', 'what came of it: the report shows it'),
  examples: [['npx rollback follow-up done 3f2a91c0 --note "The alert is set"', 'as list shows its id']],
  run: async (at, [named = ''], { note = '' }) => {
    const item = await findFollowUp(at, named);
    await at.act(endFollowUpSchema, { followUpId: item.id, note }, endFollowUp);
    return answer(at, item.incident.code, item.id);
  },
});

async function ownerOf(at: Terminal, code: string, name: string | undefined): Promise<string> {
  const { people, me } = await at.read((person) => getFollowUps(person, code), 'incident');
  if (name === undefined) return me;
  const found = people.filter((one) => one.name.toLowerCase().includes(name.toLowerCase()));
  if (found.length === 1) return (found[0] as (typeof found)[number]).id;
  throw usageError(
    found.length === 0 ? `Nobody who reaches its target is called ${name}.` : `Several people are called ${name}.`,
    `There are: ${people.map((one) => one.name).join(', ')}.`,
  );
}

/** By its id, or the beginning of it, among the open ones. */
async function findFollowUp(at: Terminal, named: string): Promise<FollowUpView> {
  const found: FollowUpView[] = [];
  // All pages: one on the next page may begin alike, and the wrong one would be marked.
  for (let after: string | undefined; named !== ''; ) {
    const page = await at.read((me) => listFollowUps(me, 'open', after));
    found.push(...page.items.filter(({ id }) => id.startsWith(named.toLowerCase())));
    if (page.older === null) break;
    after = page.older;
  }
  if (found.length === 1) return found[0] as FollowUpView;
  if (found.length > 1) throw usageError(`Several follow-ups begin with ${named}.`, 'Give more of its id.');
  throw usageError(`There is no open follow-up ${named}.`, 'See them: npx rollback follow-up list.');
}

async function answer(at: Terminal, code: string, id: string) {
  const { items } = await at.read((me) => getFollowUps(me, code), 'incident');
  const item = items.find((one) => one.id === id) as FollowUpView;
  return { value: toLine(item), print: (screen: Screen) => print(screen, item) };
}

export const followUp: Command = {
  name: 'follow-up',
  about: 'What is to be done after incidents: list it, give it to somebody, mark it as done',
  examples: [['npx rollback follow-up list --mine', 'what you still have to do']],
  children: [list, add, done],
};
