import { expect, it } from 'vitest';
import type { ProcedureStepView } from '@/lib/contracts/procedure-view';
import type { ProcedureOption } from '@/lib/contracts/views';
import { groupByBranch, groupByPhase } from './procedure-page-model';

it('orders phases and procedures by number, not by letter', () => {
  const procedures = ['1.10', '2.1', '1.9'].map((key) => ({ key, phase: Number(key[0]) }) as ProcedureOption);
  expect(groupByPhase(procedures).map((phase) => phase.procedures.map((each) => each.key))).toEqual([
    ['1.9', '1.10'],
    ['2.1'],
  ]);
});

it('heads steps of a part, which no branch is named after, with the part’s own words', () => {
  const steps = [{ branch: 'common-1.2/yes', group: '1.2 Index removal' } as ProcedureStepView];
  expect(groupByBranch(steps, []).map(({ title }) => title)).toEqual(['1.2 Index removal']);
});

it('keeps the steps’ order and numbers while naming their branches', () => {
  const steps = ['main', 'alembic', 'alembic', 'drop'].map((branch) => ({ branch }) as ProcedureStepView);
  const groups = groupByBranch(steps, [{ key: 'alembic', title: 'With Alembic', about: 'a' }]);
  expect(groups.map((group) => [group.title, group.steps.map((each) => each.ordinal)])).toEqual([
    [null, [1]],
    ['With Alembic', [2, 3]],
    ['drop', [4]],
  ]);
});
