import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  COMMANDS as ASKED_BY_COMMANDS,
  type Asks,
  NEEDS_NO_SESSION as OPEN,
  outcomeOf,
  PAGES,
  ROUTES,
} from '@/lib/domain/entry-points';
import type { Command } from '@/terminal/command';
import { COMMANDS } from '@/terminal/commands';
import {
  listActions,
  listCalledBy,
  listPages,
  listRoutes,
  permissionsOf,
  type SourceEntry,
} from './testing/entry-points';

const asList = (asks: Asks): string[] => (typeof asks === 'string' ? [asks] : [...asks]).sort();

/** What the table says and the sources do not, and the other way round. */
function differences(table: Record<string, Asks>, entries: SourceEntry[]): string[] {
  const found = new Map(entries.map((entry) => [entry.key, entry]));
  const gone = Object.keys(table).filter((key) => !found.has(key));
  const missing = [...found.keys()].filter((key) => !(key in table));
  const other = entries.filter(({ key, useCases }) => {
    const asks = table[key];
    if (asks === undefined || OPEN.includes(asks)) return false;
    return asList(asks).join() !== [...new Set(useCases.flatMap(permissionsOf))].sort().join();
  });
  return [
    ...gone.map((key) => `${key} is in the table, and gone`),
    ...missing.map((key) => `${key} is not in the table`),
    ...other.map(({ key }) => `${key} asks for something else than the table says`),
  ];
}

const actions = listActions();
const actionTable = Object.fromEntries(
  Object.entries(ACTIONS).flatMap(([folder, own]) =>
    Object.entries(own).map(([name, asks]) => [`app/${folder}/actions.ts ${name}`, asks] as const),
  ),
);
const routes = listRoutes().map((entry) => ({
  ...entry,
  key: entry.key.replace(' app/', ' /').replace(/\/route\.tsx?$/, ''),
}));
const pages = listPages().map((entry) => ({ ...entry, key: entry.key.replace(/^app\//, '') }));

describe('the table of every way in', () => {
  it('names every server action, and what its use case asks the gate for', () => {
    expect(actions.length).toBeGreaterThan(70);
    expect(differences(actionTable, actions)).toEqual([]);
  });

  it('names every method of every route: only signing in and out, a device’s receipt, and what a page looks at, are posted to one', () => {
    expect(routes.length).toBeGreaterThan(12);
    // The stream is opened by its route itself, which asks the gate as a use case does.
    const stream = 'GET /api/stream';
    const { [stream]: asked, ...others } = ROUTES;
    expect(
      differences(
        others,
        routes.filter(({ key }) => key !== stream),
      ),
    ).toEqual([]);
    expect(readFileSync('app/api/stream/route.ts', 'utf8')).toContain(`await authorise(signedIn.me, '${asked}')`);
    expect(routes.filter(({ key }) => !key.startsWith('GET ')).map(({ key }) => key)).toEqual([
      'POST /api/auth/[...nextauth]',
      'POST /api/looks',
      'POST /api/push',
    ]);
  });

  it('names every page, and each of the console’s own asks for a person', () => {
    expect(pages.length).toBeGreaterThan(18);
    expect(differences(PAGES, pages)).toEqual([]);
    for (const { key, file } of pages.filter(({ key }) => !OPEN.includes(PAGES[key] as Asks)))
      expect(readFileSync(file, 'utf8'), key).toMatch(/await (requirePerson|requireSignedIn)\(\)/);
  });

  it('lets nobody in who is not signed in but where people sign in, a balancer asks for health, and a device says that a push came', () => {
    const open = [...Object.entries(actionTable), ...Object.entries(ROUTES), ...Object.entries(PAGES)]
      .filter(([, asks]) => outcomeOf(asks, null) === 'allowed')
      .map(([key]) => key);
    expect(open).toEqual([
      'app/(auth)/setup/actions.ts createFirstAdministrator',
      'GET /api/auth/[...nextauth]',
      'POST /api/auth/[...nextauth]',
      'GET /api/health',
      'POST /api/push',
      '(auth)/setup/page.tsx',
      '(auth)/sign-in/page.tsx',
      'layout.tsx',
    ]);
  });
});

describe('the table of commands', () => {
  const listCommands = (commands: readonly Command[], above = ''): string[] =>
    commands.flatMap((one) => [
      ...(one.run ? [`${above}${one.name}`] : []),
      ...listCommands(one.children ?? [], `${above}${one.name} `),
    ]);

  it('names every command and each under it', () => {
    expect(Object.keys(ASKED_BY_COMMANDS).sort()).toEqual(listCommands(COMMANDS).sort());
  });

  const files = readdirSync('terminal/commands').filter((name) => name !== 'index.ts');
  it.each(files)('says what the commands of %s can come to ask the gate for', async (name) => {
    const file = `terminal/commands/${name}`;
    const made = Object.values((await import(join('../..', file))) as Record<string, unknown>);
    const own = made
      .flat()
      .filter((one): one is Command => typeof one === 'object' && one !== null && 'examples' in one);
    const above = /^(drill|target)-/.exec(name)?.[0].replace('-', ' ') ?? '';
    const asked = listCommands(own, above).flatMap((command): readonly string[] => ASKED_BY_COMMANDS[command] ?? []);
    const inSource = listCalledBy(file).flatMap(permissionsOf);
    expect([...new Set(asked)].sort()).toEqual([...new Set(inSource)].sort());
  });
});

describe('this test would see', () => {
  const entry = (key: string): SourceEntry => ({
    key,
    file: 'x',
    useCases: [{ module: 'lib/server/people/manage-people.ts', name: 'createPerson' }],
  });
  it.each([
    ['an entry that nobody put into the table', {}, [entry('new')], /not in the table/],
    ['an entry that is gone', { old: 'console.read' }, [], /and gone/],
    ['a use case that asks for another permission', { one: 'console.read' }, [entry('one')], /something else/],
  ] as [string, Record<string, Asks>, SourceEntry[], RegExp][])('%s', (_, table, entries, words) => {
    expect(differences(table, entries)).toEqual([expect.stringMatching(words)]);
  });
});
