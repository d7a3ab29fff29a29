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
  ];
  it.each(facts)('%s', (_name, read, fact) => {
    expect(read()).toEqual(fact);
  });
});

it('creates both vector indexes again from their kept definitions', () => {
  const created = stepsOf('2.1', 'way-back').map((step) => step.needsFact);
  expect(created.filter(Boolean)).toEqual([
    'definition_of_idx_knowledge_embeddings_ivfflat',
    'definition_of_idx_knowledge_embeddings_hnsw',
  ]);
});
