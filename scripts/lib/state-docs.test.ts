import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withStateTables } from './state-docs';

const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');

it('finds in ARCHITECTURE.md the states and edges that the code has (else: npm run docs:states)', () => {
  expect(withStateTables(text)).toBe(text);
});

it('sees an edge that was changed by hand', () => {
  expect(withStateTables(text.replace('| `draft` | `aborted` |', '| `draft` | `running` |'))).toBe(text);
});

it('refuses a document that has lost its marks', () => {
  expect(() => withStateTables('# Architecture')).toThrow('begin run-states');
});
