import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LOOKS } from '../lib/domain/runbook-looks';

const ROOT = new URL('../', import.meta.url).pathname;
const text = readFileSync(`${ROOT}docs/preflight.md`, 'utf8');
const named = new Set([...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] as string));
const files = readdirSync(`${ROOT}sql/preflight`).filter((name) => name.endsWith('.sql'));
const rules = readdirSync(`${ROOT}lib/domain/preflight`).filter((name) => /^[a-z-]+\.ts$/.test(name));
const NOT_RULES = ['finding.ts'];

describe('the document of the preflight', () => {
  it.each(Object.keys(LOOKS))('names the look %s', (key) => {
    expect(named).toContain(key);
  });

  it.each(files)('says which hazard %s is about', (file) => {
    expect(named).toContain(file);
  });

  it.each(rules.filter((file) => !NOT_RULES.includes(file)))('names the rule %s', (file) => {
    expect(text).toMatch(new RegExp(`[\\\`/]${file.replace('.', '\\.')}`));
  });

  it('names no SQL file that is not there', () => {
    const own = [...named].filter((name) => /^[a-z-]+\.sql$/.test(name) && name !== 'backup.sql');
    expect(own.filter((name) => !files.includes(name))).toEqual([]);
  });
});
