import { reloadBackend } from './pm2';
import { git } from './repository';
import type { Sandbox } from './sandbox';
import { type Release, releaseCommits } from './template/history';

const RELEASES = Object.keys(releaseCommits) as Release[];

/** The releases whose code is checked out now, whichever commit brought it. */
export async function listReleases({ paths }: Sandbox): Promise<Release[]> {
  const marks = RELEASES.map((release) => releaseCommits[release].mark);
  const found = await git(paths, ['ls-tree', '-r', '--name-only', 'HEAD', '--', ...marks]);
  const files = found.split('\n');
  return RELEASES.filter((release) => files.includes(releaseCommits[release].mark));
}

/** The files that a release brings or changes, and those among them that the stable commit does not have. */
async function listFiles({ paths, prepared }: Sandbox, release: Release): Promise<{ added: string[]; all: string[] }> {
  const { stable, releases } = prepared.commits;
  const compare = async (...options: string[]) =>
    (await git(paths, ['diff', '--name-only', ...options, stable, releases[release]])).split('\n').filter(Boolean);
  return { added: await compare('--diff-filter=A'), all: await compare() };
}

/** Where the same files have a commit already, main is that commit: a release alone has the id it was prepared with. */
async function findSameCommit({ paths, prepared }: Sandbox): Promise<string> {
  const treeOf = (commit: string) => git(paths, ['rev-parse', `${commit}^{tree}`]);
  const tree = await treeOf('HEAD');
  for (const commit of [prepared.commits.stable, ...Object.values(prepared.commits.releases)]) {
    if ((await treeOf(commit)) === tree) return commit;
  }
  return git(paths, ['rev-parse', 'HEAD']);
}

/**
 * Commits what the work changes on top of what is checked out, moves main there as a deploy does (from then on checking
 * main out again mends nothing), and reloads the backend.
 */
async function deploy(sandbox: Sandbox, subject: string, change: () => Promise<void>): Promise<void> {
  const { paths } = sandbox;
  await git(paths, ['checkout', '--quiet', '--force', '-B', 'main', 'HEAD']);
  await change();
  await git(paths, ['commit', '--quiet', '--allow-empty', '--message', subject]);
  await git(paths, ['checkout', '--quiet', '--force', '-B', 'main', await findSameCommit(sandbox)]);
  await reloadBackend(paths);
}

/** Lets a release go out, as it was made, beside whatever else is out. */
export async function deployRelease(sandbox: Sandbox, release: Release): Promise<void> {
  const { all } = await listFiles(sandbox, release);
  await deploy(sandbox, releaseCommits[release].subject, async () => {
    await git(sandbox.paths, ['checkout', sandbox.prepared.commits.releases[release], '--', ...all]);
  });
}

/** Takes a release back, if it is out, and leaves everything else out. */
export async function withdrawRelease(sandbox: Sandbox, release: Release): Promise<void> {
  if (!(await listReleases(sandbox)).includes(release)) return;
  const { added, all } = await listFiles(sandbox, release);
  const changed = all.filter((file) => !added.includes(file));
  await deploy(sandbox, `Take back: ${releaseCommits[release].subject}`, async () => {
    await git(sandbox.paths, ['rm', '--quiet', '--force', '--ignore-unmatch', '--', ...added]);
    if (changed.length > 0) await git(sandbox.paths, ['checkout', sandbox.prepared.commits.stable, '--', ...changed]);
  });
}
