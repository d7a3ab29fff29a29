import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type SandboxPaths, templateDir } from './paths';
import { runCommand } from './run-command';
import { databaseUrl, type Settings } from './settings';
import { badCommit, type HistoryCommit, stableHistory } from './template/history';

/** Nothing of the machine's own git settings may change what happens in the sandbox's checkout. */
export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
};

const LOCAL_CONFIG = {
  'user.name': 'ReplyX deploy',
  'user.email': 'deploy@replyx.example',
  'core.hooksPath': '/dev/null',
  'core.autocrlf': 'false',
  'core.fileMode': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'advice.detachedHead': 'false',
};

/** Runs git in the backend's checkout. */
export async function git(paths: SandboxPaths, args: string[], env: Record<string, string> = {}): Promise<string> {
  const output = await runCommand(['git', '-C', paths.backend, ...args], { env: { ...gitEnvironment, ...env } });
  return output.trim();
}

export type Commits = { stable: string; bad: string };

/** Makes the backend's checkout with its history: main ends at the stable commit, the bad one waits on a release branch. */
export async function createRepository(paths: SandboxPaths): Promise<Commits> {
  mkdirSync(paths.backend);
  await git(paths, ['init', '--quiet', '--initial-branch=main']);
  for (const [key, value] of Object.entries(LOCAL_CONFIG)) await git(paths, ['config', key, value]);
  for (const commit of stableHistory) await addCommit(paths, commit);
  const stable = await git(paths, ['rev-parse', 'HEAD']);
  await git(paths, ['checkout', '--quiet', '-b', 'release/2025-08-25']);
  await addCommit(paths, badCommit);
  const bad = await git(paths, ['rev-parse', 'HEAD']);
  await git(paths, ['checkout', '--quiet', 'main']);
  linkPackages(paths);
  return { stable, bad };
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
