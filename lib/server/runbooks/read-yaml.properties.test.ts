import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { procedureSchema } from '@/lib/contracts/runbook';
import { parseYaml, readYaml } from './read-yaml';

const SEED = { seed: 20261123 };
/** Half characters and signs that nobody sees among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 6 })
  .map((codes) => String.fromCharCode(...codes));
const keys = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).filter((key) => !['constructor', 'prototype'].includes(key));
const scalars = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'no',
    'yes',
    'on',
    '012',
    '1e3',
    '0x1f',
    'null',
    '~',
    '2025-08-23',
    ' x',
    'a: b',
    '- x',
    '#',
    '!!js/function',
    '*a',
    '&a',
  ),
  fc.integer(),
  fc.boolean(),
);
const documents = fc.dictionary(
  keys,
  fc.oneof(
    scalars,
    fc.array(scalars, { maxLength: 4 }),
    fc.dictionary(keys, scalars, { maxKeys: 4, noNullPrototype: true }),
  ),
  { minKeys: 1, maxKeys: 6, noNullPrototype: true },
);

it('any text is read or refused by line, and never an error', () => {
  const pieces = fc.array(
    fc.oneof(
      anyText,
      fc.constantFrom(
        'a: &a [x]\n',
        'b: *a\n',
        'a: 1\na: 2\n',
        '!!js/function x',
        '<<: *a\n',
        '{',
        '[',
        '- ',
        '? ',
        '|\n',
        '>\n',
        '---\n',
        '%YAML 9\n',
        '\t',
        '"',
        '__proto__: 1\n',
        '012\n',
      ),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const yaml = readYaml('x.yaml', parts.join(''));
      expect(parseYaml(yaml, procedureSchema)).toBeNull();
      expect(yaml.problems.length).toBeGreaterThan(0);
      for (const { line, message } of yaml.problems) expect([line > 0, message.length > 3]).toEqual([true, true]);
    }),
    { ...SEED, numRuns: 80 },
  );
});

it('what is written is what is read, words that look like something else among them', () => {
  fc.assert(
    fc.property(documents, (value) => {
      const yaml = readYaml('x.yaml', stringify(value, { version: '1.2', schema: 'core' }));
      expect(yaml.problems).toEqual([]);
      expect(yaml.value).toEqual(value);
    }),
    { ...SEED, numRuns: 60 },
  );
});

it('a key that is not known is refused at its line, wherever it stands', () => {
  const schema = z.strictObject({ known: z.string(), inner: z.strictObject({ known: z.string() }) });
  fc.assert(
    fc.property(
      keys.filter((key) => !['known', 'inner'].includes(key)),
      fc.boolean(),
      (key, isInside) => {
        const yaml = readYaml(
          'x.yaml',
          `known: no\n${isInside ? '' : `"${key}": 1\n`}inner:\n  known: "012"\n${isInside ? `  "${key}": 1\n` : ''}`,
        );
        expect(parseYaml(yaml, schema)).toBeNull();
        expect(yaml.problems).toMatchObject([{ line: isInside ? 4 : 2, message: 'there is no such key' }]);
      },
    ),
    { ...SEED, numRuns: 50 },
  );
});

it('a key given twice is refused, whatever stands between the two', () => {
  fc.assert(
    fc.property(keys, documents, (key, between) => {
      const rest = stringify(Object.fromEntries(Object.entries(between).filter(([name]) => name !== key)));
      const yaml = readYaml('x.yaml', `"${key}": 1\n${rest === '{}\n' ? '' : rest}"${key}": 2\n`);
      expect(yaml.value).toBeNull();
      expect(
        yaml.problems.some(({ message }) => /unique/.test(message)),
        JSON.stringify(yaml.problems),
      ).toBe(true);
    }),
    { ...SEED, numRuns: 50 },
  );
});

it('aliases unfold no further than people write them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), (depth, width) => {
      const line = (level: number) =>
        `a${level}: &a${level} [${Array(width)
          .fill(level === 0 ? 'x' : `*a${level - 1}`)
          .join(', ')}]\n`;
      const yaml = readYaml('x.yaml', Array.from({ length: depth }, (_, level) => line(level)).join(''));
      expect(yaml.value).toBeNull();
      expect(yaml.problems.some(({ message }) => /unfold to gigabytes/.test(message))).toBe(true);
    }),
    { ...SEED, numRuns: 60 },
  );
});
