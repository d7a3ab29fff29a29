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
    ['2.1 estimate', () => procedure('2.1').estimateMinutes, { from: 10, to: 30, isOurs: false }],
    ['2.1 order', () => stepsOf('2.1').map((s) => s.kind === 'sql' && [s.file, Object.values(s.parameters)]), [
      ['rollback/drop-index-concurrently.sql', ['idx_knowledge_embeddings_ivfflat']],
      ['rollback/drop-index-concurrently.sql', ['idx_knowledge_embeddings_hnsw']],
      ['rollback/set-vector-search-params.sql', ['default']],
      ['verify/vector-search.sql', ['test query', '5']],
    ]],
    ['2.1 search answers', () => stepsOf('2.1').at(-1)?.postcondition, [expect.objectContaining({ check: 'answer', expect: { columns: ['id', 'similarity_score'], minRows: 1 } })]],
    ['2.2 estimate', () => procedure('2.2').estimateMinutes, { from: 10, to: 30, isOurs: true }],
    ['2.2 resets in order', () => stepsOf('2.2').map((s) => s.kind === 'sql' && s.effect === 'change' && s.file).filter(Boolean), ['rollback/reset-shared-preload-libraries.sql', 'rollback/reset-max-connections.sql', 'rollback/reset-work-mem.sql', 'rollback/reload-configuration.sql']],
    ['2.2 then restarts', () => stepsOf('2.2').filter((s) => s.effect === 'change').at(-1), expect.objectContaining({ command: 'postgres-restart' })],
  ];
  it.each(facts)('%s', (_name, read, fact) => {
    expect(read()).toEqual(fact);
  });
});

it('makes 2.2 for a maintenance window, unless somebody says to run it now', () => {
  expect(procedure('2.2')).toMatchObject({
    needsWindow: true,
    parameters: [
      { key: 'when', default: 'window', type: { choices: [{ value: 'window', isWindow: true }, { value: 'now' }] } },
    ],
  });
});

it('says where the guide is wrong about settings', () => {
  for (const words of [
    'what else is preloaded',
    'a reset changes nothing until',
    'unset setting is reset without a word',
  ])
    expect(procedure('2.2').notes.join(' ').toLowerCase()).toContain(words);
});

it('takes a restart for done only when the server is a new one, each setting took and none waits', () => {
  const restart = stepsOf('2.2').find((step) => step.key === 'restart-postgres');
  expect(restart?.postcondition.map((check) => check.check === 'sql' && [check.file, check.expect])).toEqual([
    ['verify/server-start.sql', { isLater: true }],
    ['verify/system-setting.sql', { value: '{after_shared_preload_libraries}' }],
    ['verify/system-setting.sql', { value: '{after_max_connections}' }],
    ['verify/system-setting.sql', { value: '{after_work_mem}' }],
    ['verify/restart-pending.sql', { value: 'no' }],
  ]);
});

it('sets what was kept, and nothing else, on the way back', () => {
  const set = stepsOf('2.2', 'way-back').filter((step) => step.needsFact !== undefined);
  expect(set.map((step) => (step.kind === 'sql' ? step.parameters : step.kind === 'command' && step.input))).toEqual([
    '{kept_settings}',
    { kept: '{kept_shared_preload_libraries}' },
    { kept: '{kept_max_connections}' },
    { kept: '{kept_work_mem}' },
  ]);
});

it('creates both vector indexes again from their kept definitions', () => {
  const created = stepsOf('2.1', 'way-back').map((step) => step.needsFact);
  expect(created.filter(Boolean)).toEqual([
    'definition_of_idx_knowledge_embeddings_ivfflat',
    'definition_of_idx_knowledge_embeddings_hnsw',
  ]);
});
