import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// What the outside can call, read from the sources: an entry that is in neither form below and not named here fails.
const OTHER_ACTIONS = ['app/(auth)/setup/actions.ts createFirstAdministrator'];
const OTHER_ROUTES = [
  'app/api/auth/[...nextauth]/route.ts',
  'app/api/health/route.ts',
  'app/api/push/route.ts',
  'app/api/stream/route.ts',
];

/** What the terminal takes of lib/server besides use cases: its way in, news, closing both, and a file of what it has read. */
const TERMINAL_PARTS = [
  'lib/server/db.ts',
  'lib/server/news-hub.ts',
  'lib/server/reports/make-pdf.ts',
  'lib/server/terminal/run-as-token.ts',
];

/** About everything, about one thing, or to read one thing (auth/authorise-for.ts). */
const ASKS_THE_GATE = /await authorise(?:For|ToRead)?\(me, /;

const EXPORT = /^export\b.*$/gm;
const ACTION =
  /^export async function (\w+)\(input: unknown\): Promise<ActionResult(?:<.*>)?> \{\n {2}return runAction\(\s*[\w.]+,\s*input,\s*([\w.]+),?\s*\);\n\}/gm;
/** What a page says by itself: the one other form, and the one route that has it. */
const POST_ROUTE = /^export const POST = \(request: Request\): Promise<Response> => take\(request, \w+, \w+\);$/m;
const POST_ROUTES = ['app/api/looks/route.ts'];
const GET_ROUTE = /^export (?:async function GET\([\s\S]*?^ {2}return answer\(|const GET = [^\n]*=>\s*answer\()/m;

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|generated/.test(name))
    .map((name) => join(folder, name));
const read = (file: string) => readFileSync(file, 'utf8');

const hasServerAction = (text: string) => /^\s*['"]use server['"]/m.test(text);

/** The exports of a file of server actions that do not go through runAction. */
function ungatedActions(file: string, text: string): string[] {
  const exported = text.match(EXPORT)?.map((line) => /function (\w+)/.exec(line)?.[1] ?? line) ?? [];
  const gated = [...text.matchAll(ACTION)].map(([, name]) => name);
  return exported.filter((name) => !gated.includes(name)).map((name) => `${file} ${name}`);
}

/** What is wrong with a route's handlers: only GET, and only through answer. */
function ungatedHandlers(text: string): string[] {
  const handlers = (text.match(EXPORT) ?? []).filter((line) => !line.startsWith('export const dynamic'));
  return handlers.length === 1 && GET_ROUTE.test(text) ? [] : handlers;
}

/** The file of lib/server behind `name` or `module.name`, as imported by a route or an action. */
function moduleOf(text: string, name: string): string {
  const local = name.split('.')[0];
  const imported = new RegExp(`import (?:\\* as ${local}|\\{[^}]*\\b${local}\\b[^}]*\\}) from '@/(lib/server/[^']+)'`);
  return `${imported.exec(text)?.[1]}.ts`;
}

const actionFiles = [...files('app'), ...files('components'), ...files('lib')].filter((f) => hasServerAction(read(f)));
const routeFiles = files('app').filter((file) => /\/route\.tsx?$/.test(file));

describe('a server action', () => {
  it('is where actions are looked for: a whole file, and nothing inside a component', () => {
    expect(actionFiles.length).toBeGreaterThan(5);
    for (const file of actionFiles) {
      expect(file).toMatch(/^app\/.*\/actions\.ts$/);
      expect(read(file)).toMatch(/^'use server';\n/);
    }
  });

  it('goes through the one way in', () => {
    expect(actionFiles.flatMap((file) => ungatedActions(file, read(file)))).toEqual(OTHER_ACTIONS);
  });

  it.each(
    actionFiles.flatMap((file) => [...read(file).matchAll(ACTION)].map(([, name, useCase]) => [name, useCase, file])),
  )('%s calls a use case that asks the gate', (_, useCase, file) => {
    expect(read(moduleOf(read(file as string), useCase as string))).toMatch(ASKS_THE_GATE);
  });
});

describe('a route', () => {
  it('only reads, and only for somebody who is signed in', () => {
    const wrong = routeFiles.filter((file) => ungatedHandlers(read(file)).length > 0);
    expect(wrong.sort()).toEqual([...OTHER_ROUTES, ...POST_ROUTES].sort());
  });

  it.each(POST_ROUTES)('%s takes only what a page says by itself, by a use case that asks the gate', (file) => {
    const text = read(file);
    expect(text.match(EXPORT)?.filter((line) => !line.startsWith('export const dynamic'))).toHaveLength(1);
    expect(text).toMatch(POST_ROUTE);
    expect(read(moduleOf(text, 'lookAt'))).toMatch(ASKS_THE_GATE);
  });

  it.each(routeFiles.filter((file) => ![...OTHER_ROUTES, ...POST_ROUTES].includes(file)))(
    '%s reads by a use case that asks the gate',
    (file) => {
      const text = read(file);
      const useCase = [...text.matchAll(/\b(get\w+|list\w+|read\w+)\b(?=\(me|\))/g)].at(-1)?.[1];
      expect(read(moduleOf(text, useCase as string))).toMatch(ASKS_THE_GATE);
    },
  );
});

describe('the terminal', () => {
  const terminalFiles = files('terminal');
  const imported = terminalFiles.flatMap((file) =>
    [...read(file).matchAll(/^import (?!type )[\s\S]*?from '@\/(lib\/server\/[^']+)';/gm)].map(
      ([, module]) => [file, `${module}.ts`] as const,
    ),
  );

  it('signs in by its token in one place, before every use case', () => {
    expect(imported.filter(([, module]) => module === 'lib/server/terminal/run-as-token.ts')).toEqual([
      ['terminal/terminal.ts', 'lib/server/terminal/run-as-token.ts'],
    ]);
    const text = read('lib/server/terminal/run-as-token.ts');
    expect(text.match(/^export async function/gm)).toHaveLength(2);
    expect(text.match(/await comeInByToken\(token\)/g)).toHaveLength(2);
  });

  it.each(imported.filter(([, module]) => !TERMINAL_PARTS.includes(module)))(
    '%s uses %s, which asks the gate',
    (_, module) => {
      expect(read(module)).toMatch(ASKS_THE_GATE);
    },
  );

  it('never asks the store or the queue by itself', () => {
    const asking = terminalFiles.filter((file) => /\bdb\(\)|enqueue|generated\/prisma/.test(read(file)));
    expect(asking).toEqual([]);
  });
});

describe('this test would see', () => {
  const head = "'use server';\n";
  it.each([
    [
      'an action without the gate',
      `${head}export async function f(input: unknown): Promise<ActionResult> {\n  return db();\n}`,
    ],
    ['an action made otherwise', `${head}export const f = async (input: unknown) => runAction(s, input, u);`],
    ['a re-export', `${head}export { f } from './elsewhere';`],
    [
      'one that does more before it',
      `${head}export async function f(input: unknown): Promise<ActionResult> {\n  await g();\n  return runAction(s, input, u);\n}`,
    ],
  ])('%s', (_, text) => {
    expect(ungatedActions('x', text)).toHaveLength(1);
  });

  it.each([
    ['a mutation', 'export const GET = () => answer(list);\nexport const POST = () => answer(change);'],
    ['an open route', 'export async function GET() {\n  return Response.json(await list());\n}'],
  ])('%s', (_, text) => {
    expect(ungatedHandlers(text).length).toBeGreaterThan(0);
  });
});
