import { type Listener, sharedListener } from '../listener';
import type { Row, Seen } from '../row';
import { seenOfResult, seenWhere } from '../seen';
import { hostileTarget, withEndpoints } from '../targets';
import type { World } from '../world';

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
  blockedRow('62', 'a name whose address may be another the second time', (at) =>
    at.address('/inside', 'rebind.invalid'),
  ),
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
