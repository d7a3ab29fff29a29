import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = new URL('./', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
const records = names.filter((name) => name !== '0000-template.md').sort();
const textOf = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
const all = records.map(textOf).join('\n');

it('numbers the records without a gap', () => {
  expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
});

it.each(records)('%s has its number, status and sections', (name) => {
  expect(textOf(name)).toMatch(
    new RegExp(`^# ${Number(name.slice(0, 4))}\\. .+\n\nStatus: (proposed|accepted|superseded).+\n\n## Context\n`),
  );
  for (const section of ['## Decision', '## Consequences']) expect(textOf(name)).toContain(section);
});

const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL('../../package.json', FOLDER), 'utf8'));

it.each(Object.keys({ ...dependencies, ...devDependencies }))('some record says why there is %s', (name) => {
  expect(all).toContain(`\`${name}\``);
});
