import { expect, it } from 'vitest';
import type { Revision } from '../alembic-history';
import { judgeConsolidated, readConsolidated } from './consolidated-files';
import type { Said } from './git';

const said = (text: string): Said => ({ isOk: true, text, why: '' });
const silent: Said = { isOk: false, text: '', why: 'no route to host' };
const revision = (id: string, parent: string | null, path: string) =>
  ({ id, parents: parent === null ? [] : [parent], path, message: id }) as unknown as Revision;
const A = revision('a1', null, 'v/a.py');
const B = revision('b2', 'a1', 'v/consolidated_b.py');
const C = revision('c3', 'b2', 'v/c.py');
const judge = (revisions: Revision[], to: string) => judgeConsolidated(['v/consolidated_b.py'], 'aside', revisions, to);

it.each([
  ['a list that cannot be read', readConsolidated(silent, said('')), 'block'],
  ['a history that cannot be read', readConsolidated(said('v/consolidated_b.py'), silent), 'block'],
  ['nothing to move', readConsolidated(said(''), said('')), 'block'],
  ['an odd name', readConsolidated(said('v/consolidated_b,c.py'), said('')), 'block'],
  ['files above where the database will be', judge([A, B], 'a1'), 'warn'],
  ['a file that the revision is built upon', judge([A, B, C], 'c3'), 'block'],
  ['a revision above in another file', judge([A, B, C], 'a1'), 'block'],
])('%s has its verdict', (_, finding, verdict) => expect(finding).toMatchObject({ verdict }));

it('the files are moved in their order', () => {
  expect(readConsolidated(said('v/consolidated_b.py\nv/consolidated_a.py\n'), said(''))).toEqual([
    'v/consolidated_a.py',
    'v/consolidated_b.py',
  ]);
});
