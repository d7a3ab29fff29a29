import { expect, it } from 'vitest';
import { withoutDecisions } from './import-ignored';

it('leaves out who approved and how severe it is, wherever it stands, and says what was there', () => {
  const { value, ignored } = withoutDecisions({
    key: 'a',
    approved: true,
    procedures: [{ key: '9.1', severity: 'low', steps: [{ step: { title: 'x', approvedBy: 'Kim' } }] }],
  });
  expect(value).toEqual({ key: 'a', procedures: [{ key: '9.1', steps: [{ step: { title: 'x' } }] }] });
  expect(ignored.map(({ path }) => path.join('.'))).toEqual([
    'approved',
    'procedures.0.severity',
    'procedures.0.steps.0.step.approvedBy',
  ]);
});

it.each([[null], ['text'], [[1]], [{ procedures: 'none', approved: { by: 'x' } }], [{ procedures: [null, 3] }]])(
  'takes whatever a file may hold: %j',
  (value) => {
    expect(() => withoutDecisions(value)).not.toThrow();
  },
);

it('leaves texts and every other key as they are', () => {
  const value = { sql: { approved: 'select 1' }, procedures: [{ summary: 'severity: low' }], runAs: 'root' };
  expect(withoutDecisions(value)).toEqual({ value, ignored: [] });
});
