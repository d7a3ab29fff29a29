import { describe, expect, it } from 'vitest';
import {
  isListed,
  isReused,
  judgeProcesses,
  parseFolders,
  parseProcessIds,
  parseProcessList,
  processesOf,
  renderProcessIds,
  scriptOf,
} from './process-list';

const LIST = `      1 Sun Nov 22 21:32:07 2026 Ss   root                             sleep infinity
 129873 Mon Nov 23 01:21:05 2026 Sl   replyx                           python3 /srv/replyx/backend/scripts/monitor_performance.py http://127.0.0.1:8000
 129880 Mon Nov 23 01:22:05 2026 S+   marta                            vim scripts/monitor_performance.py
 129881 Mon Nov  3 01:22:05 2026 Z    replyx                           [python3] <defunct>
 129882 Mon Nov  3 01:22:05 2026 S    an-account-with-a-rather-long-na /usr/bin/python3.11 -u scripts/monitor_performance.py
`;

describe('the list of processes', () => {
  const list = parseProcessList(LIST);

  it('is read with ids, start times, owners and command lines', () => {
    expect(list.map(({ pid }) => pid)).toEqual([1, 129873, 129880, 129881, 129882]);
    expect(list[1]).toEqual({
      pid: 129873,
      startedAt: '2026-11-23T01:21:05.000Z',
      isZombie: false,
      user: 'replyx',
      args: 'python3 /srv/replyx/backend/scripts/monitor_performance.py http://127.0.0.1:8000',
    });
    expect(list[3]?.isZombie).toBe(true);
    expect(parseProcessList('  PID STARTED\nps: error\n')).toEqual([]);
  });

  it('has two that run the monitoring script; the editor and the one that is dead do not', () => {
    expect(processesOf(list, ['monitor_performance.py']).map(({ pid }) => pid)).toEqual([129873, 129882]);
  });

  it('knows a process again by its id and its start, and not one that has got the same id since', () => {
    const seen = { pid: 129873, startedAt: '2026-11-23T01:21:06.000Z' };
    expect([isListed(seen, list), isReused(seen, list)]).toEqual([true, false]);
    const earlier = { ...seen, startedAt: '2026-11-20T01:21:06.000Z' };
    expect([isListed(earlier, list), isReused(earlier, list)]).toEqual([false, true]);
    expect(isListed({ pid: 129881, startedAt: '2026-11-03T01:22:05.000Z' }, list)).toBe(false);
    expect(isReused({ pid: 2, startedAt: seen.startedAt }, list)).toBe(false);
  });

  it('is kept in a plan as ids with start times', () => {
    const ids = list.slice(0, 2).map(({ pid, startedAt }) => ({ pid, startedAt }));
    expect(parseProcessIds(renderProcessIds(ids))).toEqual(ids);
    expect(parseProcessIds('none')).toEqual([]);
  });
});

describe('what a command line runs', () => {
  // biome-ignore format: a table reads by its rows
  const lines: [args: string, script: string | null][] = [
    ['python3 /x/monitor_performance.py http://127.0.0.1', '/x/monitor_performance.py'],
    ['/opt/venv/bin/python monitor_performance.py', 'monitor_performance.py'],
    ['python3.11 -u -X dev -W ignore -B scripts/monitor_performance.py', 'scripts/monitor_performance.py'],
    ['python3 -m scripts.monitor_performance --fast', 'scripts/monitor_performance.py'],
    ['/x/monitor_performance.py', '/x/monitor_performance.py'],
    ['/usr/bin/node --import tsx /x/monitor_performance.mjs', '/x/monitor_performance.mjs'],
    ['python3 -c import monitor_performance.py', null],
    ['python3 -Sc x monitor_performance.py', null],
    ['node -e 1 monitor_performance.mjs', null],
    ['python3 -', null],
    ['python3', null],
    ['vim monitor_performance.py', null],
    ['less /x/monitor_performance.py', null],
    ['grep -r monitor_performance.py /x', null],
    ['sh -c python3 /x/monitor_performance.py', null],
    ['timeout 60 python3 /x/monitor_performance.py', null],
    ['tail -f monitor_performance.py.log', null],
    ['python3 -m pytest monitor_performance.py', 'pytest.py'],
    ['python3 other.py monitor_performance.py', 'other.py'],
    ['[python3] <defunct>', null],
    ['', null],
  ];
  it.each(lines)('%s', (args, script) => {
    expect(scriptOf(args)).toBe(script);
  });
});

describe('what a check expects of processes', () => {
  const list = parseProcessList(LIST);
  const there = '129873@2026-11-23T01:21:05.000Z';
  const ended = '4711@2026-11-23T01:21:05.000Z';
  const other = '129880@2026-11-01T00:00:00.000Z';

  // biome-ignore format: a table reads by its rows
  const rows: [name: string, expect: Parameters<typeof judgeProcesses>[0], isOk: boolean, saw: string][] = [
    ['they run', { running: there }, true, 'process 129873 as before'],
    ['one of them has ended', { running: `${there},${ended}` }, false, 'process 129873 as before, 1 gone'],
    ['an id is of another process now', { running: other }, false, 'process 129880 started anew as another process'],
    ['none was meant', { running: 'none' }, false, 'nothing'],
    ['they are gone', { gone: ended }, true, '1 gone'],
    ['one of them is not gone', { gone: `${there},${ended}` }, false, 'process 129873 as before, 1 gone'],
    ['an id is of another process, so the one that was meant is gone', { gone: other }, true, 'process 129880 started anew as another process'],
    ['a dead one that nobody has buried is gone', { gone: '129881@2026-11-03T01:22:05.000Z' }, true, '1 gone'],
    ['each is gone or itself', { unmixed: `${there},${ended}` }, true, 'process 129873 as before, 1 gone'],
    ['one is another', { unmixed: `${there},${other}` }, false, 'process 129873 as before, process 129880 started anew as another process'],
    ['the script runs', { scripts: ['monitor_performance.py'] }, true, 'process 129873, 129882'],
  ];
  it.each(rows)('%s', (_name, expectation, isOk, saw) => {
    const mine = processesOf(list, ['monitor_performance.py']);
    expect(judgeProcesses(expectation, list, mine)).toMatchObject({ isOk, saw });
  });
});

it('reads in which folder processes work', () => {
  expect([...parseFolders('12: /srv/my app\n13: No such process\n14: /\n')]).toEqual([
    [12, '/srv/my app'],
    [14, '/'],
  ]);
});
