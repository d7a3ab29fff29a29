import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIOME = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome');

type Case = [file: string, imported: string];

const REFUSED: Case[] = [
  ['app/page.tsx', '@/worker/main'],
  ['app/page.tsx', '@/scripts/lib/migrate'],
  ['app/page.tsx', '@prisma/client'],
  ['app/(console)/incidents/page.tsx', '../../../lib/server/env'],
  ['components/run/step.tsx', '@/app/page'],
  ['components/run/step.tsx', '@/lib/server/env'],
  ['components/run/step.tsx', '../../lib/server/env'],
  ['components/run/step.tsx', 'node:fs'],
  ['lib/client/news.ts', '@/lib/server/env'],
  ['lib/client/news.ts', '../server/env'],
  ['lib/client/news.ts', '@/components/ui/button'],
  ['lib/contracts/target.ts', '@/lib/server/env'],
  ['lib/contracts/target.ts', 'node:crypto'],
  ['lib/domain/plan.ts', '@/lib/server/env'],
  ['lib/domain/plan.ts', '../server/env'],
  ['lib/domain/plan.ts', '@/lib/client/news'],
  ['lib/domain/plan.ts', 'node:fs'],
  ['lib/domain/plan.ts', 'next/headers'],
  ['lib/domain/plan.ts', '@prisma/client'],
  ['lib/domain/plan.ts', 'pg'],
  ['lib/domain/plan.ts', 'react'],
  ['lib/server/runs/start-run.ts', '@/components/ui/button'],
  ['lib/server/runs/start-run.ts', '@/app/page'],
  ['lib/server/runs/start-run.ts', '@/lib/client/news'],
  ['lib/server/runs/start-run.ts', '@/worker/main'],
  ['lib/server/runs/start-run.ts', '../../domain/plan'],
  ['worker/main.ts', '@/app/page'],
  ['worker/main.ts', '@/components/ui/button'],
  ['worker/main.ts', '../lib/server/env'],
  ['worker/main.ts', 'next/headers'],
  ['terminal/main.ts', '@/components/ui/button'],
  ['terminal/main.ts', '@/worker/main'],
  ['terminal/main.ts', '@/scripts/lib/migrate'],
  ['terminal/commands/plan.ts', '../../lib/server/env'],
  ['terminal/main.ts', 'next/headers'],
];

const ALLOWED: Case[] = [
  ['app/page.tsx', '@/components/ui/button'],
  ['app/page.tsx', '@/lib/server/env'],
  ['components/run/step.tsx', '@/lib/contracts/plan'],
  ['components/run/step.tsx', '../ui/button'],
  ['lib/client/news.ts', '@/lib/contracts/target'],
  ['lib/domain/plan.ts', '@/lib/contracts/plan'],
  ['lib/domain/plan.ts', './canonical'],
  ['lib/server/runs/start-run.ts', '@/lib/domain/plan'],
  ['lib/server/runs/start-run.ts', '../audit/append-event'],
  ['worker/main.ts', '@/lib/server/env'],
  ['terminal/main.ts', '@/lib/server/db'],
  ['terminal/commands/plan.ts', '../command'],
];

const ENVIRONMENT_READERS = { 'lib/server/mail.ts': false, 'app/page.tsx': false, 'lib/server/env.ts': true };

let folder: string;
let diagnosed: Set<string>;

const pathOf = (kind: string, index: number, file: string) => `${dirname(file)}/${kind}${index}.ts`;

// One run over all cases, in a folder with nothing but the rules: each case is a file where the real one would be.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  for (const name of ['biome.json', '.gitignore']) copyFileSync(name, join(folder, name));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const importing = (imported: string) => `import { thing } from '${imported}';\n\nexport const copy = thing;\n`;
  for (const [index, [file, imported]] of REFUSED.entries()) write(pathOf('refused', index, file), importing(imported));
  for (const [index, [file, imported]] of ALLOWED.entries()) write(pathOf('allowed', index, file), importing(imported));
  for (const file of Object.keys(ENVIRONMENT_READERS)) write(file, 'export const port = process.env.PORT;\n');
  const words = [BIOME, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  diagnosed = new Set(diagnostics.map(({ category, location }) => `${location.path} ${category.split('/').at(-1)}`));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('imports', () => {
  it.each(REFUSED.map((entry, index) => [...entry, index] as const))('%s may not import %s', (file, _, index) => {
    expect(diagnosed).toContain(`${pathOf('refused', index, file)} noRestrictedImports`);
  });

  it.each(ALLOWED.map((entry, index) => [...entry, index] as const))('%s may import %s', (file, _, index) => {
    expect(diagnosed).not.toContain(`${pathOf('allowed', index, file)} noRestrictedImports`);
  });
});

describe('the environment', () => {
  it.each(Object.entries(ENVIRONMENT_READERS))('is read in %s: %s', (file, isAllowed) => {
    expect(diagnosed.has(`${file} noProcessEnv`)).toBe(!isAllowed);
  });
});
