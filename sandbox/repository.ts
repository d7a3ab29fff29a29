import { appendFileSync, cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type SandboxPaths, templateDir } from './paths';
import { runCommand } from './run-command';
import { databaseUrl, type Settings } from './settings';
import { type HistoryCommit, type Release, releaseCommits, stableHistory } from './template/history';

/** Nothing of the machine's own git settings may change what happens in the sandbox's checkout. */
export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
};

/** Written at once: a git command for each would take longer than the commits. */
const LOCAL_CONFIG = `
[user]
  name = ReplyX deploy
  email = deploy@replyx.example
[core]
  hooksPath = /dev/null
  autocrlf = false
  fileMode = false
[gc]
  auto = 0
[maintenance]
  auto = false
[advice]
  detachedHead = false
`;

/** Runs git in the backend's checkout. */
export async function git(paths: SandboxPaths, args: string[], env: Record<string, string> = {}): Promise<string> {
  const output = await runCommand(['git', '-C', paths.backend, ...args], { env: { ...gitEnvironment, ...env } });
  return output.trim();
}

export type Commits = { stable: string; releases: Record<Release, string> };

/**
 * Makes the backend's checkout with its history: main ends at the stable commit, and each
 * release that hurts waits on a branch of its own.
 */
export async function createRepository(paths: SandboxPaths, signal: AbortSignal): Promise<Commits> {
  mkdirSync(paths.backend);
  await git(paths, ['init', '--quiet', '--initial-branch=main']);
  appendFileSync(join(paths.backend, '.git', 'config'), LOCAL_CONFIG);
  for (const commit of stableHistory) {
    signal.throwIfAborted();
    await addCommit(paths, commit);
  }
  const stable = await git(paths, ['rev-parse', 'HEAD']);
  const releases: [string, string][] = [];
  for (const [release, commit] of Object.entries(releaseCommits)) {
    signal.throwIfAborted();
    await git(paths, ['checkout', '--quiet', '-b', `release/${commit.overlay}`, stable]);
    await addCommit(paths, commit);
    releases.push([release, await git(paths, ['rev-parse', 'HEAD'])]);
  }
  await git(paths, ['checkout', '--quiet', 'main']);
  linkPackages(paths);
  return { stable, releases: Object.fromEntries(releases) as Commits['releases'] };
}

async function addCommit(paths: SandboxPaths, commit: HistoryCommit): Promise<void> {
  for (const file of commit.add) {
    cpSync(join(templateDir, 'backend', file), join(paths.backend, file), { recursive: true });
  }
  if (commit.overlay) cpSync(join(templateDir, 'overlays', commit.overlay), paths.backend, { recursive: true });
  // Kept under another name in the template: as itself it would rule over this project's own checkout.
  if (commit.add.includes('gitignore')) renameSync(join(paths.backend, 'gitignore'), join(paths.backend, '.gitignore'));
  await git(paths, ['add', '--all']);
  const [, name = '', email = ''] = /^(.+) <(.+)>$/.exec(commit.author) ?? [];
  await git(paths, ['commit', '--quiet', '--message', commit.subject], {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: commit.date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: commit.date,
  });
}

function linkPackages(paths: SandboxPaths): void {
  const manifest = createRequire(import.meta.url).resolve('pg/package.json');
  mkdirSync(join(paths.backend, 'node_modules'));
  symlinkSync(dirname(manifest), join(paths.backend, 'node_modules', 'pg'));
}

/** The backend's settings for this start. In a file that git ignores, so that no secret is in an environment. */
export function writeBackendEnv(paths: SandboxPaths, settings: Settings): void {
  const lines = [
    `PORT=${settings.ports.backend}`,
    `DATABASE_URL=${databaseUrl(settings, 'replyx_app')}`,
    `MIGRATION_DATABASE_URL=${databaseUrl(settings, 'replyx_owner')}`,
  ];
  writeFileSync(paths.backendEnv, `${lines.join('\n')}\n`, { mode: 0o600 });
}
