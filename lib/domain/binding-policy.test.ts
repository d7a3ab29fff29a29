import { expect, it } from 'vitest';
import { bindingComplaint, bindingComplaints } from './binding-policy';

it.each([
  ['a line in one piece', ['git checkout main; rm -rf /'], 'one piece of text'],
  ['a line of shell', ['bash', '-o', 'pipefail', '-c', 'ls'], 'line of shell'],
  ['the same behind sudo', ['sudo', '-n', 'sh', '-c', 'ls'], 'line of shell'],
  ['a pipe', ['pg_dump', 'x', '|', 'gzip'], '“|”'],
  ['a variable', ['pg_dump', '$DATABASE_URL'], 'no shell would replace'],
  ['every process that fits', ['pkill', '-f', 'uvicorn'], 'every process'],
  ['a password that nobody types', ['su', 'postgres'], 'may wait for a password'],
  ['what outlives its step', ['nohup', 'server'], 'outlives'],
  ['a password that everybody sees', ['tool', '--password=x'], 'a password where everybody sees it'],
])('%s is refused, and says what to write instead', (_, argv, because) => {
  const complaint = bindingComplaint(argv);
  expect(complaint?.because).toContain(because);
  expect(complaint?.remedy).not.toBe('');
});

it.each([
  [['git', 'checkout', '--detach', '{commit}']],
  [['sudo', '-n', 'systemctl', 'restart', 'backend']],
  [['bash', '/srv/scripts/reload.sh']],
  [['psql', '-c', 'select 1 where 1 < 2']],
  [['pkill', '--pidfile', '/run/backend.pid']],
])('%j is let through', (argv) => expect(bindingComplaint(argv)).toBeNull());

it('each list of an inventory is judged, and the complaint stands at its place', () => {
  const [bad, good] = [['killall', 'python'], ['true']];
  const found = bindingComplaints({
    commands: { stop: { argv: bad }, go: { argv: good } },
    tools: { nginx: { check: bad } },
    faults: [{ on: { argv: good }, off: { argv: bad }, status: { argv: good } }],
  });
  expect(found.map(({ path }) => path.join('.'))).toEqual([
    'commands.stop.argv',
    'tools.nginx.check',
    'faults.0.off.argv',
  ]);
});
