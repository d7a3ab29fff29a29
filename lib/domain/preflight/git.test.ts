import { expect, it } from 'vitest';
import { judgeClean, judgeCommit, judgeMigrationsBetween, type Said } from './git';

const said = (text: string): Said => ({ isOk: true, text, why: '' });
const silent: Said = { isOk: false, text: '', why: 'no route to host' };
const [NEW, OLD] = ['b'.repeat(40), 'a'.repeat(40)];
const commit = (type: Said, head: Said, over = {}) =>
  judgeCommit(OLD, type, head, { isWayBack: false, passesOver: false, ...over });
const between = (changed: Said, isDowngrade = false, given?: string) =>
  judgeMigrationsBetween(said(NEW), changed, { isDowngrade, given });

it.each([
  ['a clean checkout', judgeClean(said(''), false), 'ok'],
  ['uncommitted changes', judgeClean(said(' M app.py'), false), 'block'],
  ['the same before the way back', judgeClean(said(' M app.py'), true), 'warn'],
  ['a checkout that cannot be read', judgeClean(silent, true), 'block'],
  ['a commit that is there', commit(said('commit'), said(NEW)), 'ok'],
  ['a tag or a tree by that id', commit(said('tree'), said(NEW)), 'block'],
  ['a commit that is not there', commit(silent, said(NEW)), 'block'],
  ['a host that does not say what runs', commit(said('commit'), silent), 'block'],
  ['the commit that runs already', commit(said('commit'), said(OLD)), 'block'],
  ['the same as a part of another', commit(said('commit'), said(OLD), { passesOver: true }), 'ok'],
  ['the same on the way back', commit(said('commit'), said(OLD), { isWayBack: true }), 'ok'],
  ['no migration between', between(said('')), 'ok'],
  ['none, and a downgrade', between(said(''), true), 'warn'],
  ['migrations, and the schema left', between(said('alembic/versions/1.py')), 'warn'],
  ['migrations, and a downgrade', between(said('alembic/versions/1.py'), true), 'ok'],
  ['migrations after the parts that lead there', between(said('alembic/versions/1.py'), false, 'f1'), 'ok'],
  ['a difference that cannot be seen', between(silent), 'warn'],
])('%s has its verdict, with a next move where it is not well', (_, finding, verdict) => {
  expect(finding.verdict).toBe(verdict);
  if (verdict !== 'ok') expect(finding.remedy).toMatch(/\.$/);
});
