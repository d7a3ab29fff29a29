import { expect, test } from 'vitest';
import type { ProcedureOption, RoomView } from '@/lib/contracts/views';
import { chooseProcedure } from './choose-procedure';

const unavailableBecause = 'Alembic is not on this target.';
const room = (branches: ProcedureOption['branches']) =>
  ({
    incident: { code: 'DB-ROLLBACK-20260101-000000' },
    procedures: [{ key: '1.3', branches, parameters: [] }],
  }) as unknown as RoomView;
const way = (key: string, more = {}) => ({ key, title: key, about: '', ...more });

test('the first way is planned where none is named', () => {
  const about = room([way('emergency'), way('alembic', { unavailableBecause })]);
  expect(chooseProcedure(about, { procedure: '1.3' }).branch).toBe('emergency');
});

test('the way back is never planned for the way that lacks a tool', () => {
  const about = room([way('main', { unavailableBecause }), way('way-back', { isWayBack: true })]);
  expect(chooseProcedure(about, { procedure: '1.3' }).branch).toBe('main');
});

test('the way that was named is planned', () => {
  const about = room([way('main'), way('way-back', { isWayBack: true })]);
  expect(chooseProcedure(about, { procedure: '1.3', branch: 'way-back' }).branch).toBe('way-back');
});
