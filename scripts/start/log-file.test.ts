import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { makeLogMasker } from '@/lib/domain/own-secrets';
import { follow, openLog } from './log-file';

const folder = mkdtempSync(join(tmpdir(), 'log-file-'));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('what a process prints by itself is masked in its log and on the terminal, whatever printed it', async () => {
  const shown = vi.spyOn(console, 'error').mockReturnValue();
  const source = new PassThrough();
  const to = openLog(folder, 'web');
  const mask = makeLogMasker({ NEXTAUTH_SECRET: 'canary-session', DATABASE_URL: 'postgresql://a:canary-store@db/x' });
  follow(source, { name: 'web', to, mask }, true);
  source.end(' ⨯ Error: postgresql://a:canary-store@db/x is away\n{"level":50,"msg":"canary-session"}\n');
  await once(source, 'close');
  to.end();
  await once(to, 'close');
  const file = join(folder, 'logs', 'web.log');
  expect(readFileSync(file, 'utf8')).toBe(
    ' ⨯ Error: postgresql://a:••••••@db/x is away\n{"level":50,"msg":"••••••"}\n',
  );
  expect(shown.mock.calls.flat()).toEqual(['[web]  ⨯ Error: postgresql://a:••••••@db/x is away', '[web] ••••••']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
