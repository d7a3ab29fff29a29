import { readFile } from 'node:fs/promises';
import { registerTargetSchema, targetSchema } from '@/lib/contracts/inputs';
import { type HostLine, pinHostKeySchema, type TargetHostsView } from '@/lib/contracts/target-hosts';
import { notFound } from '@/lib/domain/errors';
import { getHostsView } from '@/lib/server/targets/get-hosts-view';
import { askHostLook } from '@/lib/server/targets/look-at-hosts';
import { pinHostKey } from '@/lib/server/targets/pin-host-key';
import { registerTarget } from '@/lib/server/targets/register-target';
import { type Answer, type Command, command } from '../command';
import { usageError } from '../errors';
import type { Screen } from '../screen';
import { toHosts } from '../target-shapes';
import type { Terminal } from '../terminal';
import { grants } from './target-grants';
import { team } from './target-team';

const LIMIT_MS = 2 * 60_000;
const TYPED = 8;

const add = command({
  name: 'add',
  args: [['<file>', 'the target as JSON; docs/examples/target.json is a whole one']],
  about: 'Register a target from its file, or anew from a changed one, and look at its hosts',
  details:
    'For administrators. The connection string and the SSH key are encrypted before they are stored. Host keys that the file\ndoes not name are looked up and shown, and nothing is sent to a host before one is pinned.',
  examples: [['npx rollback target add production.json', 'says what is missing, and which keys are to be compared']],
  run: async (at, [file]) => {
    const json = await readFile(file as string, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw usageError(`${file} cannot be read (${cause.code}).`, 'Name the file of a target.');
    });
    const { key } = await at.act(registerTargetSchema, { json }, registerTarget);
    return listed(await lookAnew(at, key));
  },
});

const check = command({
  name: 'check',
  args: [['<target>', 'its key']],
  about: 'Look at its hosts: which key each shows, whether it lets the console in, what is missing',
  details: 'For administrators. Ends with 7 where a host cannot be used or something is missing.',
  examples: [['npx rollback target check replyx-production', 'reads only']],
  run: async (at, [key]) => listed(await lookAnew(at, key as string)),
});

const pin = command<{ fingerprint?: string }>({
  name: 'pin',
  args: [
    ['<target>', 'its key'],
    ['<host>', 'the key of one of its hosts'],
  ],
  about: 'Trust the key that a host showed, after comparing it on the host itself',
  details: `For administrators. On a terminal it shows the fingerprint and asks for its first ${TYPED} characters. Plans that were approved for\nthe key from before are void then.`,
  options: (parser) => parser.option('--fingerprint <SHA256:…>', 'what was compared, in full'),
  examples: [
    ['npx rollback target pin replyx-production app-1', 'shows what to compare, then asks'],
    ['npx rollback target pin replyx-production app-1 --fingerprint SHA256:…', 'what was compared before'],
  ],
  run: async (at, [key, host], { fingerprint }) => {
    const targetKey = key as string;
    const line = await findHost(at, targetKey, host as string);
    const compared = fingerprint ?? (await compare(at, line));
    await at.act(pinHostKeySchema, { targetKey, host: line.key, fingerprint: compared }, pinHostKey);
    return listed(await answered(at, targetKey));
  },
});

export const target: Command = {
  name: 'target',
  about: 'Register targets, look at their hosts and rights, pin host keys and say whose they are',
  examples: [['npx rollback target add production.json', 'then target pin, host by host']],
  children: [add, check, pin, grants, team],
};

async function lookAnew(at: Terminal, key: string): Promise<TargetHostsView> {
  await at.act(targetSchema, { targetKey: key }, askHostLook);
  return answered(at, key);
}

function answered(at: Terminal, key: string): Promise<TargetHostsView> {
  at.screen.progress('The worker looks at its hosts');
  const look = () => at.read((me) => getHostsView(me, key), 'target');
  return at.until(look, ({ isAsked }) => !isAsked, { timeoutMs: LIMIT_MS, what: 'The look at its hosts' });
}

async function findHost(at: Terminal, key: string, host: string): Promise<HostLine> {
  const { hosts } = await at.read((me) => getHostsView(me, key), 'target');
  const line = hosts.find((one) => one.key === host);
  if (!line) throw notFound('host');
  if (line.look?.seen) return line;
  throw usageError(
    line.isRemote
      ? `No key of ${host} has been seen yet.`
      : `${host} is the worker's own machine: it has no key to pin.`,
    `See what there is with npx rollback target check ${key}.`,
  );
}

/** A key is trusted by whoever has compared it, so what was shown has to be typed. */
async function compare(at: Terminal, line: HostLine): Promise<string> {
  const seen = line.look?.seen as string;
  if (!at.isInteractive)
    throw usageError(
      `${line.key} shows ${seen}. Nothing was pinned.`,
      'Compare it on the host, then give it with --fingerprint.',
    );
  const { screen } = at;
  screen.line(['bold', `${line.key} (${line.where}) shows`], `  ${seen}`);
  if (line.pinned && line.pinned !== seen) screen.line(['red', 'It is not the pinned one: '], line.pinned);
  screen.line('On the host itself: for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done');
  const wanted = seen.slice('SHA256:'.length, 'SHA256:'.length + TYPED);
  const typed = await at.ask(`If it is the same there, type the first ${TYPED} characters after SHA256: `);
  if (typed === wanted) return seen;
  throw usageError('That is not what the host showed. Nothing was pinned.', 'Compare the two once more.');
}

function listed(view: TargetHostsView): Answer {
  const isWell = view.problems.length === 0 && view.hosts.every(({ look }) => look === null || look.state === 'ok');
  return { value: toHosts(view), print: (screen) => print(screen, view), exit: isWell ? 'ok' : 'unwell' };
}

function print(screen: Screen, { key, hosts, problems, reading }: TargetHostsView): void {
  screen.clear();
  screen.heading(`Hosts of ${key}`);
  for (const host of hosts) {
    const roles = host.roles.length > 0 ? ` (${host.roles.join(', ')})` : '';
    const state = host.look === null ? 'local' : host.look.state.replaceAll('_', ' ');
    const isWell = host.look === null || host.look.state === 'ok';
    screen.line('  ', [isWell ? 'green' : 'red', state], '  ', ['bold', host.key], `${roles}  ${host.where}`);
    if (host.look) screen.line(`      ${host.look.sentence}`);
    if (host.pinned) screen.line(['dim', `      pinned ${host.pinned}`]);
    if (host.look?.seen && host.look.seen !== host.pinned) {
      screen.line(`      shows  ${host.look.seen}`);
      screen.line(['dim', `      npx rollback target pin ${key} ${host.key}`]);
    }
  }
  screen.line('  ', [reading.isSafe ? 'green' : 'yellow', reading.isSafe ? 'safe' : 'note'], `  ${reading.sentence}`);
  if (problems.length === 0) return;
  screen.heading('Also missing');
  for (const problem of problems) screen.line(`  ${problem}`);
}
