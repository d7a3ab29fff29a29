import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { assertInstanceOf, displayArgv, renderArgv } from './command-policy';
import { AppError } from './errors';

// It starts a shell for every list, on machines that do other things besides.
vi.setConfig({ testTimeout: 30_000 });

const SEED = { seed: 20261123 };
const NASTY = [
  '$(id)',
  '`id`',
  "'",
  '"',
  '\\',
  '\n',
  '\t',
  '--',
  '-rf',
  '{name}',
  '*',
  '~',
  '!',
  '#',
  ';',
  '&',
  '|',
  '\u202e',
  '\u0007',
  'é',
  '😀',
  ' ',
];
/** Any text that a process can be given: no NUL, and no half characters, which UTF-8 cannot carry. */
const texts = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme' })), { maxLength: 6 })
  .map((parts) => Buffer.from(parts.join('').replaceAll('\0', '')).toString());

it('what is shown is what a shell would make the same list of', () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 30 }), (argv) => {
      const line = `printf '%s\\0' ${displayArgv(argv)}`;
      const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } as unknown as NodeJS.ProcessEnv;
      const printed = execFileSync('bash', ['--norc', '-c', line], { encoding: 'utf8', env });
      expect(printed.split('\0').slice(0, -1)).toEqual(argv);
    }),
    { ...SEED, numRuns: 40 },
  );
});

it('a value is one argument as it stands, or is refused with a way out', () => {
  const bound = ['git', 'checkout', '{ref}', 'then', '{name}'];
  fc.assert(
    fc.property(texts, texts, (ref, name) => {
      let argv: string[];
      try {
        argv = renderArgv(bound, { ref, name });
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).message).toContain('Nothing was run');
        return;
      }
      expect(argv).toEqual(['git', 'checkout', ref, 'then', name]);
      for (const value of [ref, name]) expect(value).not.toMatch(/^-|\n|^$/);
      expect(() => assertInstanceOf(bound, argv)).not.toThrow();
    }),
    { ...SEED, numRuns: 150 },
  );
});

it('a value of a list never becomes an option or another argument', () => {
  fc.assert(
    fc.property(texts, (pids) => {
      let argv: string[];
      try {
        argv = renderArgv(['kill', '-TERM', '{pids...}'], { pids });
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        return;
      }
      expect(argv.slice(2)).toEqual(pids.split(',').map((item) => item.trim()));
      for (const item of argv.slice(2)) expect(item).not.toMatch(/^-|^$/);
    }),
    { ...SEED, numRuns: 150 },
  );
});

it('any names of parameters are fitted or refused, those of objects too', () => {
  const names = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'ref'), fc.string());
  fc.assert(
    fc.property(fc.array(fc.tuple(names, texts), { maxLength: 4 }), (entries) => {
      const args = Object.fromEntries(entries);
      try {
        expect(renderArgv(['git', '{ref}'], args)).toEqual(['git', args.ref]);
        expect(Object.keys(args)).toEqual(['ref']);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
    { ...SEED, numRuns: 200 },
  );
});
