import { expect, it } from 'vitest';
import { mayRunArgv, readSudo, sudoComplaints } from './sudo';

it.each([
  [
    ['sudo', '-n', 'systemctl', 'restart', 'nginx'],
    ['sudo', '-n', '-l', '--', 'systemctl', 'restart', 'nginx'],
  ],
  [
    ['/usr/bin/sudo', '-u', 'postgres', '-n', '--', 'psql', '-c', 'x'],
    ['/usr/bin/sudo', '-n', '-u', 'postgres', '-l', '--', 'psql', '-c', 'x'],
  ],
])('asks about exactly the command that is to run: %j', (argv, question) => {
  const sudo = readSudo(argv);
  expect(sudo && mayRunArgv(sudo)).toEqual(question);
});

it('takes nothing for sudo that is not', () => {
  expect(readSudo(['systemctl', 'restart', 'sudo'])).toBeNull();
});

it.each([
  [['sudo', 'systemctl', 'stop', 'nginx'], /sudo -n/],
  [['sudo', '-n', '-S', 'id'], /-S is not used/],
  [['sudo', '-n'], /name the program/],
  [['sudo', '-n', '-u', 'postgres', 'id'], undefined],
])('a binding that could wait for a password is complained about: %j', (argv, message) => {
  expect(sudoComplaints({ one: { argv } })[0]?.message).toEqual(message && expect.stringMatching(message));
});
