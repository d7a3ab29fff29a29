import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roleSchema } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import {
  ACTIONS,
  type Asks,
  NEEDS_NO_SESSION,
  type Outcome,
  outcomeOf,
  PAGES,
  ROUTES,
} from '@/lib/domain/entry-points';
import { AppError } from '@/lib/domain/errors';
import { db } from './db';
import { listActions, listPages, listRoutes, type UseCase } from './testing/entry-points';
import { declare } from './testing/rollback';
import { createPerson, openTestConsole, type TestConsole } from './testing/test-console';

let at: TestConsole;
let people: Record<Role, Me>;
let input: object;
beforeAll(async () => {
  at = await openTestConsole();
  const { engineer, lead, executive, manager, administrator } = at.people;
  people = { engineer, team_lead: lead, executive, manager, administrator };
  const { code } = await declare(at, {});
  // Any field is an id of nothing; but for the incident, which some look at before they know what to ask for.
  const given: Record<string, unknown> = {
    incidentCode: code,
    severity: 'critical',
    level: 1,
    of: { runId: randomUUID() },
  };
  input = new Proxy(given, {
    get: (_, name) => (typeof name === 'symbol' ? undefined : (given[name] ?? randomUUID())),
  });
});
afterAll(() => at.close());

const entries = [
  ...listActions().map(({ key, useCases }) => {
    const [, folder, name] = /^app\/(.*)\/actions\.ts (\w+)$/.exec(key) as unknown as [string, string, string];
    return [key, ACTIONS[folder]?.[name] as Asks, useCases] as const;
  }),
  ...listRoutes().map(({ key, useCases }) => {
    const address = key.replace(' app/', ' /').replace(/\/route\.tsx?$/, '');
    return [address, ROUTES[address] as Asks, useCases] as const;
  }),
  ...listPages().map(({ key, useCases }) => [key, PAGES[key.replace(/^app\//, '')] as Asks, useCases] as const),
].filter(
  ([key, asks, useCases]) => !NEEDS_NO_SESSION.includes(asks) && key !== 'GET /api/stream' && useCases.length > 0,
);

/** What the gate says to this person: whatever fails after it has been let through. */
async function outcome(useCase: UseCase, me: Me): Promise<Outcome> {
  // Some take one name, others fields; the form that a use case does not take never gets as far as its gate.
  const said = [await outcomeWith(useCase, me, input), await outcomeWith(useCase, me, randomUUID())];
  return said.find((one) => one !== 'allowed') ?? 'allowed';
}

async function outcomeWith({ module, name }: UseCase, me: Me, given: unknown): Promise<Outcome> {
  const deed = ((await import(join('../..', module))) as Record<string, (...given: unknown[]) => Promise<unknown>>)[
    name
  ];
  try {
    await deed?.(me, given, input);
    return 'allowed';
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_signed_in') return 'not_signed_in';
    // Other refusals of the same code come later: of one's own plan, say.
    return error instanceof AppError && /^Your role \(/.test(error.message) ? 'forbidden' : 'allowed';
  }
}

/** Everything in the store, as one word. */
async function everything(): Promise<string> {
  const { rows: tables } = await at.store.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const parts = tables.map(
    ({ name }) => `select md5(coalesce(string_agg(t::text, '' order by t::text), '')) as word from ${name} t`,
  );
  const { rows } = await at.store.query<{ word: string }>(parts.join(' union all '));
  return rows.map(({ word }) => word).join();
}

describe('each way in, called as', () => {
  it.each(roleSchema.options)('%s, is open or shut as the table says, and shut changes nothing', async (role) => {
    const shut = entries.filter(([, asks]) => outcomeOf(asks, role) !== 'allowed');
    const before = await everything();
    for (const [key, , useCases] of shut)
      for (const useCase of useCases) expect(await outcome(useCase, people[role]), key).toBe('forbidden');
    expect(await everything()).toBe(before);
    const open = entries.filter(([, asks]) => outcomeOf(asks, role) === 'allowed');
    for (const [key, , useCases] of open)
      for (const useCase of useCases) expect(await outcome(useCase, people[role]), key).toBe('allowed');
    expect(shut.length + open.length).toBe(entries.length);
  });

  it('nobody, or as somebody who was disabled, is shut, and changes nothing', async () => {
    const disabled = await createPerson('disabled', 'administrator');
    await db().person.update({ where: { id: disabled.id }, data: { isActive: false } });
    const nobody = { ...disabled, id: randomUUID() };
    const before = await everything();
    for (const [key, , useCases] of entries)
      for (const useCase of useCases)
        for (const me of [disabled, nobody]) expect(await outcome(useCase, me), key).toBe('not_signed_in');
    expect(await everything()).toBe(before);
  });

  it('an administrator by the word of the browser alone, is what the store says', async () => {
    const forged: Me = { ...people.manager, role: 'administrator' };
    for (const [key, asks, useCases] of entries.filter(([, asks]) => outcomeOf(asks, 'manager') === 'forbidden'))
      for (const useCase of useCases)
        expect([key, asks, await outcome(useCase, forged)]).toEqual([key, asks, 'forbidden']);
  });
});
