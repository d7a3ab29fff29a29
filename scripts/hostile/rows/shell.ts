import { shellRow } from '../bring-in';
import type { Row } from '../row';
import { seenOfResult, seenWhere } from '../seen';
import { startFakeSsh } from '../ssh';
import { hostileTarget } from '../targets';
import { until } from '../world';

const SECRETS = ['NEXTAUTH_SECRET', 'CONSOLE_SECRET_KEY', 'DATABASE_URL', 'CONSOLE_DEMO_PASSWORD', 'CONSOLE_STORE_URL'];

const isAlive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

export const SHELL_ROWS: readonly Row[] = [
  shellRow('35', 'a second command behind the first', 'git checkout main; rm -rf /', /"rm -rf \/" was refused/),
  shellRow(
    '36',
    'a pipe that hides a failure, for no script that would end with it',
    'pg_dump "$DATABASE_URL" | gzip > backup.sql.gz',
    /not run without a place/,
    '',
  ),
  shellRow(
    '36b',
    'a pipe that hides a failure, in a script that asks for that',
    'set +o pipefail\npg_dump replyx | gzip > /srv/replyx/kept/backup.sql.gz',
    /"set \+o pipefail" was refused/,
  ),
  shellRow('37', 'a variable without quotes', 'psql $DATABASE_URL -c "select 1"', /without quotes/),
  shellRow('38', 'ending processes by a pattern', 'pkill -f uvicorn', /every process/),
  shellRow(
    '39',
    'a password among the arguments',
    'psql postgresql://postgres:hunter2@db/replyx',
    /carries a password/,
  ),
  shellRow('40', 'sudo that may ask for a password', 'sudo systemctl restart nginx', /Write sudo -n/),
  {
    id: '35b',
    what: 'a line for a shell as a target’s command',
    surface: 'server action',
    expected: 'R',
    async feed(world) {
      const file = hostileTarget(world.sandbox, world.folder, 'hostile-line', {});
      const commands = {
        ...file.inventory.commands,
        'git-log': { host: 'app-1', argv: ['git checkout main; touch canary'] },
      };
      const registered = await world.rollback.register({ ...file, inventory: { ...file.inventory, commands } });
      if (registered && !registered.ok) return seenOfResult(registered);
      const { run } = await world.rollback.planOn('hostile-line');
      const steps = run.preflight?.findings.filter(({ verdict }) => verdict === 'block') ?? [];
      return { came: steps.length > 0 ? 'B' : 'let through', words: steps.map(({ sentence }) => sentence).join(' | ') };
    },
  },
  {
    id: '40b',
    what: 'sudo without -n as a target’s command',
    surface: 'server action',
    expected: 'R',
    async feed(world) {
      const file = hostileTarget(world.sandbox, world.folder, 'hostile-sudo', {});
      const commands = { ...file.inventory.commands, 'git-log': { host: 'app-1', argv: ['sudo', 'true'] } };
      const registered = await world.rollback.register({ ...file, inventory: { ...file.inventory, commands } });
      return registered ? seenOfResult(registered) : { came: 'unanswered', words: '' };
    },
  },
  {
    id: '41',
    what: 'a command that waits for somebody to type',
    surface: 'run',
    expected: 'ends',
    async feed(world) {
      await world.rollback.finished();
      const called = world.records().filter(({ argv }) => argv);
      const isClosed = called.every(({ stdinEnded, stdinBytes }) => stdinEnded && stdinBytes === 0);
      return seenWhere(called.length > 0 && isClosed, 'ends', `${called.length} commands, each with a closed input`);
    },
  },
  {
    id: '42',
    what: 'a command that leaves a process behind',
    surface: 'run',
    expected: 'ends',
    async feed(world) {
      const { run } = await world.rollback.finished();
      const left = world.records().flatMap((record) => (record.mode === 'daemon' && record.left ? record.left : []));
      const alive = left.filter(isAlive);
      for (const pid of alive) process.kill(pid, 'SIGKILL');
      // Some programs are there to leave one: what counts is that nobody overlooks it.
      const step = run.steps.find(({ key }) => key === 'check-out');
      const { text: said } = await world.as('engineer').get(`/api/steps/${step?.id}/output`);
      const isTold = left.every((pid) => said.includes(`(process ${pid})`));
      return seenWhere(
        left.length > 0 && (alive.length === 0 || isTold),
        'ends',
        `${left.length} were left, ${alive.length} of them live, ${isTold ? 'and the step says which' : 'and nobody says it'}`,
      );
    },
  },
  {
    id: '43',
    what: 'a command that never ends',
    surface: 'planning',
    expected: 'ends',
    async feed(world) {
      const file = hostileTarget(world.sandbox, world.folder, 'hostile-slow', { 'git-status': 'sleep' });
      const registered = await world.rollback.register(file);
      if (!registered?.ok) return { came: 'unanswered', words: JSON.stringify(registered) };
      const begun = performance.now();
      const { run } = await world.rollback.planOn('hostile-slow');
      const ms = Math.round(performance.now() - begun);
      const left = world.records().flatMap((record) => (record.mode === 'sleep' && record.left ? record.left : []));
      await until('the end of what slept', async () => !left.some(isAlive), 10_000).catch(() => undefined);
      const isOver = left.length > 0 && !left.some(isAlive) && run.preflight?.isBlocked;
      return seenWhere(
        Boolean(isOver),
        'ends',
        `looked in ${ms} ms; ${left.length} slept, all ended, and the plan is blocked`,
      );
    },
  },
  {
    id: '44',
    what: 'a line of 70,000 characters, colours, a link and a clipboard in what a command prints',
    surface: 'run',
    expected: 'I',
    async feed(world) {
      const { run, code } = await world.rollback.finished();
      const [step] = run.steps;
      const shown = await world.as('engineer').get(`/api/steps/${step?.id}/output`);
      const printed = await world.terminal('engineer', 'output', code, '--step', 'show-commits');
      const isPlain = !`${printed.out}${printed.error}`.includes('\u001b') && printed.code === 0;
      const isWhole = shown.status === 200 && /A{1000}/.test(shown.text) && step?.state === 'succeeded';
      return seenWhere(
        isPlain && isWhole,
        'I',
        `the step ${step?.state}, its output ${shown.status}, at the terminal without escapes`,
        `terminal ${printed.code} ${printed.error.slice(0, 100)} plain ${isPlain}; output ${shown.status} ${shown.text.slice(0, 100)}; step ${step?.state}`,
      );
    },
  },
  {
    id: '45',
    what: 'an SSH host that shows another key than the pinned one',
    surface: 'planning',
    expected: 'B',
    async feed(world) {
      const ssh = await startFakeSsh();
      try {
        const file = hostileTarget(world.sandbox, world.folder, 'hostile-ssh', {});
        const far = {
          key: 'far',
          kind: 'ssh',
          address: '127.0.0.1',
          port: ssh.port,
          user: 'root',
          hostKey: ssh.otherKey,
        };
        const commands = { ...file.inventory.commands };
        for (const name of ['git-log', 'git-status', 'git-head', 'git-commit-type']) {
          const bound = commands[name];
          if (bound) commands[name] = { ...bound, host: 'far' };
        }
        const inventory = { ...file.inventory, hosts: [...file.inventory.hosts, far], commands };
        const registered = await world.rollback.register({ ...file, sshKey: ssh.privateKey, inventory });
        if (!registered?.ok) return { came: 'unanswered', words: JSON.stringify(registered) };
        const { run } = await world.rollback.planOn('hostile-ssh');
        const blocks = run.preflight?.findings.filter(({ verdict }) => verdict === 'block') ?? [];
        const words = blocks.map(({ sentence }) => sentence).join(' | ');
        if (ssh.asked.length > 0)
          return { came: 'let through', words: `the host was asked to let it in: ${ssh.asked.join()}` };
        return { came: blocks.length > 0 && ssh.connections > 0 ? 'B' : 'let through', words };
      } finally {
        ssh.close();
      }
    },
  },
  {
    id: '46',
    what: 'the console’s own secrets in a command’s environment',
    surface: 'run',
    expected: 'kept out',
    async feed(world) {
      await world.rollback.finished();
      const names = [...new Set(world.records().flatMap(({ environment }) => environment ?? []))].sort();
      const leaked = names.filter(
        (name) => SECRETS.includes(name) || /SECRET|PASSWORD|TOKEN|^NEXTAUTH|^CONSOLE_/.test(name),
      );
      return seenWhere(
        names.length > 0 && leaked.length === 0,
        'kept out',
        names.join(' '),
        `leaked: ${leaked.join(' ')}`,
      );
    },
  },
];
