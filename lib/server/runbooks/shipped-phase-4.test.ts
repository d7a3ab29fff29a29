import { beforeAll, describe, expect, it } from 'vitest';
import { readShippedRunbook, type Shipped } from '../testing/shipped-runbook';

let procedure: Shipped['procedure'];
let stepsOf: Shipped['stepsOf'];

beforeAll(async () => {
  ({ procedure, stepsOf } = await readShippedRunbook());
});

describe("the guide's own facts", () => {
  // biome-ignore format: a table reads by its rows
  const facts: [name: string, read: () => unknown, fact: unknown][] = [
    ['4.1 estimate', () => procedure('4.1').estimateMinutes, { from: 5, to: 10, isOurs: true }],
    ['4.1 order', () => [...stepsOf('4.1', 'stop'), ...stepsOf('4.1')].map((s) => s.key), ['show-processes', 'stop-monitor', 'keep-view', 'keep-table', 'drop-view', 'drop-table', 'health']],
    ['4.1 process', () => procedure('4.1').preflight[1]?.arguments.scripts, expect.arrayContaining(['monitor_performance.py'])],
    ['4.1 view and table', () => stepsOf('4.1').flatMap((s) => (s.kind === 'sql' ? [[s.file, s.parameters]] : [])), [['rollback/drop-view-cascade.sql', { view: 'performance_metrics' }], ['rollback/drop-table-cascade.sql', { table: 'query_performance_log' }]]],
    ['4.1 only if they cause trouble', () => [procedure('4.1').parameters[0]?.default, stepsOf('4.1').filter((s) => s.key !== 'health').every((s) => JSON.stringify(s.when) === JSON.stringify({ parameter: 'objects', equals: 'drop' }))], ['keep', true]],
    ['4.2 estimate', () => procedure('4.2').estimateMinutes, { from: 5, to: 15, isOurs: true }],
    ['4.2 order', () => stepsOf('4.2').map((s) => s.key), ['count-before', 'apply-change', 'commit-change', 'reload-backend', 'count-after', 'health']],
    ['4.2 file', () => procedure('4.2').preflight.find((p) => p.look === 'pool-change')?.arguments.file, 'database/connection.py'],
  ];
  it.each(facts)('%s', (_name, read, fact) => {
    expect(read()).toEqual(fact);
  });
});

describe('where the guide is wrong', () => {
  it('notes every defect of 4.1', () => {
    for (const words of ['pkill -f', 'CASCADE']) expect(procedure('4.1').notes.join(' ')).toContain(words);
  });

  it('stops exact process ids, which are looked at again in the moment before, and by force only as the alternative', () => {
    const [, stop] = stepsOf('4.1', 'stop');
    const seen = { check: 'exact-processes', expect: { running: '{script_processes}' } };
    expect(stop).toMatchObject({ arguments: { pids: '{script_pids}' }, precondition: [seen], alternatives: ['kill'] });
    expect(stepsOf('4.1', 'kill').map((s) => s.key)).toEqual(['kill-monitor']);
  });

  it('drops nothing before definitions and rows are aside, whole, and exactly the shown objects hang on it', () => {
    const drops = stepsOf('4.1').filter((s) => s.kind === 'sql');
    const names = drops.map((s) => s.precondition?.map(({ title }) => title));
    expect(names).toEqual([
      [
        'the file with the definitions is whole',
        'exactly the {view_dependent_count} objects that were shown hang on it',
      ],
      [
        'the file with the rows is whole',
        'the file still holds every row of the table',
        'exactly the {table_dependent_count} objects that were shown hang on it',
      ],
    ]);
  });

  it('has a way back for all of it', () => {
    expect(stepsOf('4.1', 'way-back').map((s) => s.key)).toEqual([
      'put-table-back',
      'put-view-back',
      'compare-rows',
      'start-monitor',
      'health-again',
    ]);
  });

  it('notes every defect of 4.2, and makes the change a commit that is reverted the same way', () => {
    for (const words of ['TypeError', 'connection per request', 'commit'])
      expect(procedure('4.2').notes.join(' ')).toContain(words);
    expect(stepsOf('4.2').find((s) => s.key === 'apply-change')).toMatchObject({ input: '{pool_patch}' });
    expect(stepsOf('4.2', 'way-back').map((s) => s.kind === 'command' && s.command)).toEqual([
      'pool-unapply',
      'pool-revert',
      'backend-reload',
      false,
    ]);
  });
});
