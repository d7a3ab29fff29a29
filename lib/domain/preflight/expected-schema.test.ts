import { expect, it } from 'vitest';
import { expectedOf, judgeSchema, judgeUnknownSchema } from './expected-schema';

const change = {
  now: ['table users', 'column users.email', 'index idx_a', 'index idx_gone'],
  after: ['table users', 'column users.email', 'index idx_gone', 'index idx_old'],
  missing: ['index idx_gone', 'index idx_old'],
};

it('what is missing in both revisions is said and not expected, and what the downgrade brings is expected', () => {
  expect(expectedOf(change)).toEqual({
    present: ['table users', 'column users.email', 'index idx_old'],
    absent: ['index idx_a'],
    come: ['index idx_old'],
    deviating: ['index idx_gone'],
  });
});

it('the change is said with its objects, deviations and statements that nobody understood with a warning each', () => {
  const findings = judgeSchema(expectedOf(change), ['CREATE TRIGGER']);
  expect(findings).toMatchObject([
    { verdict: 'ok', sentence: expect.stringMatching(/^3 objects of 1 tables .* 1 go and 1 come/) },
    { key: 'expected-schema-deviations', verdict: 'warn', details: ['index idx_gone'] },
    { key: 'expected-schema-unread', verdict: 'warn', details: ['CREATE TRIGGER'] },
  ]);
  expect(findings[0]?.details).toEqual(['goes: index idx_a', 'comes: index idx_old']);
  expect(judgeSchema(expectedOf({ now: [], after: [], missing: [] }), [])).toHaveLength(1);
});

it('a schema that cannot be worked out is a warning that says why', () => {
  expect(judgeUnknownSchema('no alembic')).toMatchObject({
    verdict: 'warn',
    sentence: expect.stringContaining('no alembic'),
  });
});
