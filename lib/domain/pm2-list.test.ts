import { describe, expect, it } from 'vitest';
import { areAll, type Pm2Process, parsePm2List, wasRestarted } from './pm2-list';

const process = (over: Partial<Pm2Process> = {}): Pm2Process => ({
  name: 'replyx-backend',
  instance: 0,
  pid: 200,
  status: 'online',
  startedAtMs: 10_000,
  restarts: 1,
  ...over,
});
const listed = [
  { name: 'replyx-backend', pm_id: 0, pid: 200, pm2_env: { status: 'online', pm_uptime: 10_000, restart_time: 1 } },
];

describe('pm2’s list', () => {
  const json = JSON.stringify(listed);
  it.each([
    ['alone', json],
    ['behind its notices', `\n>>>> In-memory PM2 is out-of-date\n[PM2] Spawning PM2 daemon\n${json}\n`],
  ])('is read %s', (_, stdout) => {
    expect(parsePm2List(stdout)).toEqual([process()]);
  });

  it.each(['', '[]', '[PM2] nothing', 'command not found'])('is empty for %j', (stdout) => {
    expect(parsePm2List(stdout)).toEqual([]);
  });

  it('that was cut off is no empty list', () => {
    expect(() => parsePm2List(json.slice(0, 40))).toThrow();
  });
});

describe('all processes', () => {
  const two = (first: string, second: string) => [
    process({ status: first }),
    process({ name: 'nginx', status: second }),
  ];
  it.each<[now: Pm2Process[], online: boolean, stopped: boolean]>([
    [two('online', 'online'), true, false],
    [two('online', 'stopped'), false, false],
    [two('stopped', 'errored'), false, true],
    [two('stopping', 'stopped'), false, false],
    [[], false, false],
  ])('%#', (now, online, stopped) => {
    expect([areAll(now, 'all-online').isOk, areAll(now, 'all-stopped').isOk]).toEqual([online, stopped]);
  });
});

describe('a process counts as restarted', () => {
  const before = [process({ pid: 100, startedAtMs: 5_000 })];
  const startedAt = new Date(10_500);

  it.each<[what: string, now: Pm2Process[], since: Parameters<typeof wasRestarted>[2], isOk: boolean]>([
    ['with a new id and a later start', [process()], { before }, true],
    ['not with the id from before', [process({ pid: 100 })], { before }, false],
    ['not with a start before the old one’s', [process({ startedAtMs: 4_000 })], { before }, false],
    ['not while it is stopping', [process({ status: 'stopping' })], { before }, false],
    ['not when it keeps falling over', [process({ status: 'errored', restarts: 15 })], { before }, false],
    ['not when it is gone', [], { before }, false],
    ['not by another process of a like name', [process({ name: 'replyx-backend-2' })], { before }, false],
    ['by its start, where no list from before is there', [process()], { startedAt }, true],
    ['with a second for two clocks', [process({ startedAtMs: 9_500 })], { startedAt }, true],
    ['not with more than that', [process({ startedAtMs: 9_499 })], { startedAt }, false],
    [
      'only when every instance is new',
      [process(), process({ instance: 1, pid: 101 })],
      { before: [...before, process({ instance: 1, pid: 101 })] },
      false,
    ],
    ['with an instance that was not there before', [process(), process({ instance: 1, pid: 201 })], { before }, true],
  ])('%s', (_, now, since, isOk) => {
    expect(wasRestarted(now, 'replyx-backend', since).isOk).toBe(isOk);
  });

  it('and what was seen is said', () => {
    expect(wasRestarted([process()], 'replyx-backend', { before }).saw).toBe('online, process 200');
    expect(wasRestarted([process({ status: 'errored', restarts: 15 })], 'replyx-backend', {}).saw).toContain(
      'errored after 15',
    );
    expect(wasRestarted([], 'replyx-backend', {}).saw).toBe('no process replyx-backend');
  });
});
