import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findChromium, findProgram } from './chromium';

const POLICY = '/usr/sbin/policy-rc.d';

interface Wanted {
  debian: string;
  isThere: () => boolean;
}

// Debian's own Alembic and Python: another python3 may stand first on the path.
const WANTED: Wanted[] = [
  { debian: 'chromium', isThere: () => findChromium() !== undefined },
  { debian: 'alembic', isThere: () => existsSync('/usr/bin/alembic') || findProgram('alembic') !== undefined },
  { debian: 'python3-psycopg2', isThere: hasPsycopg },
  { debian: 'nginx', isThere: () => existsSync('/usr/sbin/nginx') || findProgram('nginx') !== undefined },
  { debian: 'openssh-server', isThere: () => existsSync('/usr/sbin/sshd') || findProgram('sshd') !== undefined },
  { debian: 'postgresql-client', isThere: () => findProgram('pg_dump') !== undefined },
];

/** Installs what the tests need beside packages where that is possible, and says what is missing where it is not. */
export function ensureSystemPackages(): void {
  const missing = listMissing();
  if (!missing.length) return;
  const canInstall = process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
  if (canInstall) install(missing);
  const still = listMissing();
  if (!still.length) return;
  const names = still.join(', ');
  console.log(`Missing for some tests: ${names}. On Debian: sudo apt-get install ${still.join(' ')}`);
}

function listMissing(): string[] {
  return WANTED.filter(({ isThere }) => !isThere()).map(({ debian }) => debian);
}

function hasPsycopg(): boolean {
  return ['/usr/bin/python3', 'python3'].some(
    (python) => spawnSync(python, ['-c', 'import psycopg2'], { stdio: 'ignore' }).status === 0,
  );
}

function install(names: string[]): void {
  console.log(`Installing ${names.join(', ')} ...`);
  const allow = refuseServices();
  try {
    const isDone = apt(['update']) && apt(['install', '-y', '--no-install-recommends', ...names]);
    if (!isDone) console.log('apt-get failed; the tests that need these will say so.');
  } finally {
    allow();
  }
}

function apt(words: string[]): boolean {
  const result = spawnSync('apt-get', ['-qq', ...words], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (result.status !== 0) console.error(result.stderr);
  return result.status === 0;
}

// Debian starts a service when its package is installed; a test run must not leave a web server behind.
function refuseServices(): () => void {
  if (existsSync(POLICY)) return () => undefined;
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => rmSync(POLICY, { force: true });
}
