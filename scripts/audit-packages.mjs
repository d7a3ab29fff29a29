/**
 * `npm run audit:packages`: asks the registry about known weaknesses of what runs. Ends with 0 where there is nothing high or
 * critical, 1 where there is, and 3 where nobody could be asked: that is no pass.
 */
import { spawnSync } from 'node:child_process';
import { register } from 'tsx/esm/api';

process.chdir(new URL('..', import.meta.url).pathname);
register();
const { judgeAudit } = await import('./lib/audit-answer.ts');
const { CLIENT_FLOORS, isAtFloor } = await import('./lib/version-floors.ts');

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], { encoding: 'utf8' });
const { code, words } = judgeAudit(stdout ?? '');
console.log(words);
sayClient();
process.exitCode = code;

/** PostgreSQL's clients are none of npm's, and read what others wrote. */
function sayClient() {
  const { stdout: said } = spawnSync('psql', ['--version'], { encoding: 'utf8' });
  const version = /(\d+\.\d+)/.exec(said ?? '')?.[1];
  if (version && !isAtFloor(version, CLIENT_FLOORS))
    console.log(
      `psql ${version} of this machine is older than ${CLIENT_FLOORS.join(', ')}: a dump that somebody else wrote can make it run programs. Update it before you restore one.`,
    );
}
