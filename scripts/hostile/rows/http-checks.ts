import { randomBytes } from 'node:crypto';
import { type Listener, sharedListener } from '../listener';
import { rebindingName } from '../names';
import type { Row, Seen } from '../row';
import { seenOfResult, seenWhere } from '../seen';
import { hostileTarget, withEndpoints } from '../targets';
import { until, type World } from '../world';

type Looked = Seen | { details: string; isAnswered: boolean; ms: number };

/** An administrator gives a target these addresses, and a preflight asks them. */
async function look(world: World, health: string, other = health, expectJson?: object): Promise<Looked> {
  const file = hostileTarget(world.sandbox, world.folder, 'hostile-http', {});
  const registered = await world.rollback.register(withEndpoints(file, health, other, expectJson));
  if (!registered) return { came: 'unanswered', words: 'no action answered' };
  if (!registered.ok) return seenOfResult(registered);
  const begun = performance.now();
  const { run } = await world.rollback.planOn('hostile-http');
  const finding = run.preflight?.findings.find(({ key }) => key === 'endpoints');
  const asked = finding?.details ?? [];
  const details = [finding?.sentence ?? 'nothing was said of it', ...asked].join(' | ');
  // What fails before a rollback stops none: what counts is that no address was taken for one that answers.
  const isAnswered = asked.length === 0 || asked.some((line) => /Answered \d{3} in .* as expected/.test(line));
  return { details, isAnswered, ms: performance.now() - begun };
}

const blockedRow = (
  id: string,
  what: string,
  address: (at: Listener) => string,
  expected: Row['expected'] = 'B',
): Row => ({
  id,
  what,
  surface: 'HTTP check',
  expected,
  async feed(world) {
    const at = await sharedListener();
    // The prober asks as well, and goes on with what the row before has registered until it sees the new one.
    const looked = await look(world, address(at).replace('/inside', `/inside-${id}`));
    const hits = ['/secret', `/inside-${id}`].filter((path) => at.wasAsked(path));
    if (hits.length > 0) return { came: 'let through', words: `our server was asked for ${hits.join(', ')}` };
    if ('came' in looked) return looked;
    return { came: looked.isAnswered ? 'let through' : 'B', words: looked.details };
  },
});

export const HTTP_CHECK_ROWS: readonly Row[] = [
  blockedRow('59', 'the address where clouds keep credentials', () => 'http://169.254.169.254/latest/meta-data/'),
  blockedRow('60a', 'this machine, as IPv6 writes it', (at) => at.address('/inside', '[::ffff:127.0.0.1]')),
  blockedRow('60b', 'this machine as one number', (at) => at.address('/inside', '2130706433')),
  blockedRow('60c', 'this machine in hexadecimal', (at) => at.address('/inside', '0x7f.1')),
  blockedRow('61', 'a redirect to a private address', (at) => at.address('/redirect')),
  {
    id: '62',
    what: 'a name that leads outside when it is asked for, and to this machine when it is asked for again',
    surface: 'HTTP check',
    expected: 'B',
    async feed(world) {
      const at = await sharedListener();
      const names = ['health', 'api'].map((label) => rebindingName(`${label}-${randomBytes(3).toString('hex')}`));
      // The dot is behind an escape: as host and port written plainly it would be a place inside that was meant.
      const [health = '', other = ''] = names.map((name) => at.address('/inside-62', name.replace('.', '%2e')));
      const looked = await look(world, health, other);
      if ('came' in looked) return looked;
      // The prober calls the same addresses again and again. At the third answer the calls of the first two are over.
      await until('three answers of each name', async () =>
        names.every((name) => world.names.answered(name).length >= 3),
      );
      const led = names.map((name) => world.names.answered(name).slice(0, 2).join(', then '));
      if (at.wasAsked('/inside-62'))
        return { came: 'let through', words: `our server was asked for what leads to ${led.join(' and ')}` };
      return { came: looked.isAnswered ? 'let through' : 'B', words: `${led.join(' and ')}: ${looked.details}` };
    },
  },
  blockedRow('63a', 'a file', () => 'file:///etc/passwd', 'R'),
  blockedRow('63b', 'gopher', (at) => `gopher://127.0.0.1:${at.port}/inside`, 'R'),
  blockedRow('64', 'a password in the address', (at) => `http://user:hunter2@127.0.0.1:${at.port}/inside`, 'R'),
  {
    id: '65',
    what: 'a body without an end, and headers that never come',
    surface: 'HTTP check',
    expected: 'ends',
    async feed(world) {
      const at = await sharedListener();
      const looked = await look(world, at.address('/endless'), at.address('/silent'));
      if ('came' in looked) return looked.came === 'R' ? { came: 'ends', words: looked.words } : looked;
      const isCut = /the rest was not read|No whole answer/.test(looked.details);
      const isOver = isCut && /silent: No whole answer/.test(looked.details) && looked.ms < 20_000;
      return seenWhere(isOver, 'ends', `${Math.round(looked.ms)} ms: ${looked.details}`);
    },
  },
  {
    id: '66',
    what: '200 with a body that says error',
    surface: 'HTTP check',
    expected: 'fails',
    async feed(world) {
      const at = await sharedListener();
      const looked = await look(world, at.address('/error'), at.address('/error'), { status: 'ok' });
      if ('came' in looked) return looked;
      return seenWhere(!looked.isAnswered && /status/.test(looked.details), 'fails', looked.details);
    },
  },
  {
    id: '67',
    what: 'a header behind a line break in the address',
    surface: 'HTTP check',
    expected: 'R',
    async feed(world) {
      const at = await sharedListener();
      const looked = await look(world, `${at.address('/crlf')}\r\nX-Evil: 1\r\n`);
      if (at.asked.some(({ headers }) => headers['x-evil']))
        return { came: 'let through', words: 'our server saw the header' };
      return 'came' in looked ? looked : { came: looked.isAnswered ? 'let through' : 'B', words: looked.details };
    },
  },
];
