import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSqlFile, type SqlFile } from '@/lib/domain/runbook-sql';
import { loadRunbook } from '@/lib/server/runbooks/load-runbook';
import { loadSqlParser } from '@/lib/server/runbooks/parse-sql';
import { problemsOfSqlFile } from '@/lib/server/runbooks/sql-catalogue';

const ROOT = new URL('..', import.meta.url);
const names = (await readdir(new URL('sql/', ROOT), { recursive: true }))
  .filter((name) => name.endsWith('.sql'))
  .sort();
const texts = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(new URL(`sql/${name}`, ROOT), 'utf8')] as const)),
);
const fileOf = (name: string): SqlFile => readSqlFile(`sql/${name}`, texts.get(name) as string);

beforeAll(loadSqlParser);

describe.each(names)('%s', (name) => {
  it('has a complete header, and is the one statement that the header declares', () => {
    expect(problemsOfSqlFile(name, texts.get(name) as string)).toEqual([]);
  });

  it('stands in the folder of its effect', () => {
    expect(fileOf(name).header.effect === 'read').toBe(!name.startsWith('rollback/'));
  });
});

it.each(names.filter((name) => name.startsWith('rollback/')))('%s names a file that verifies it', (name) => {
  const { verify } = fileOf(name).header;
  expect(names).toContain(verify);
  expect(verify).toMatch(/^verify\//);
});

it('has no file that neither a runbook nor the server uses', { timeout: 30_000 }, async () => {
  const { content } = await loadRunbook(new URL('runbooks/replyx', ROOT).pathname, new URL('sql', ROOT).pathname);
  const sources = await Promise.all(
    (await readdir(new URL('lib/server/', ROOT), { recursive: true }))
      .filter((f) => /\.ts$/.test(f) && !f.includes('.test.'))
      .map((f) => readFile(new URL(`lib/server/${f}`, ROOT), 'utf8')),
  );
  const isUsed = (name: string) => Object.hasOwn(content.sql, name) || sources.some((text) => text.includes(name));
  expect(names.filter((name) => !isUsed(name))).toEqual([]);
});
