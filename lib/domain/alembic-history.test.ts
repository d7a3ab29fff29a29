import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ancestorsOf, messageOf, parseAlembicHistory } from './alembic-history';
import { PARAMETER_LISTS } from './parameter-lists';

// As the two releases printed it of one project with two roots, a branch, a merge and a revision without a message.
const printed = (release: string) =>
  readFileSync(new URL(`testing/alembic-history-${release}.txt`, import.meta.url), 'utf8');

describe.each(['1.8', '1.20'])('the history as Alembic %s prints it', (release) => {
  const revisions = parseAlembicHistory(printed(release));

  // biome-ignore format: a table reads by its rows
  const rows: [id: string, parents: string[], message: string, isHead: boolean, isCurrent: boolean][] = [
    ['eeee11112222', [], 'Other root', true, false],
    ['dddd11112222', ['cccc11112222'], 'no message', true, false],
    ['cccc11112222', ['aaaa11112222', 'bbbb11112222'], 'Merge both', false, true],
    ['aaaa11112222', ['803b93aca2d2'], 'Left branch', false, false],
    ['bbbb11112222', ['803b93aca2d2'], 'Right branch', false, false],
    ['803b93aca2d2', ['202508230001'], 'Critical indexes and pgvector', false, false],
    ['202508230001', [], 'Baseline: the tables before the optimisation', false, false],
  ];
  it.each(rows)('has %s after %j', (id, parents, message, isHead, isCurrent) => {
    const found = revisions.find((revision) => revision.id === id);
    expect(found).toMatchObject({ parents, isHead, isCurrent });
    expect(found && messageOf(found)).toBe(message);
    expect(found?.path).toMatch(new RegExp(`^/srv/replyx/alembic/versions/${id}_.*\\.py$`));
  });

  it('has nothing else', () => {
    expect(revisions.map(({ id }) => id)).toEqual(rows.map(([id]) => id));
  });

  it('knows what a revision was built upon, through a merge and both its branches', () => {
    expect([...ancestorsOf('cccc11112222', revisions)].sort()).toEqual([
      '202508230001',
      '803b93aca2d2',
      'aaaa11112222',
      'bbbb11112222',
    ]);
    expect(ancestorsOf('202508230001', revisions).size).toBe(0);
    expect(ancestorsOf('unknown', revisions).size).toBe(0);
  });
});

it('gives people the messages to choose by, and says which is the head and where the database is', () => {
  const text =
    'Rev: b2 (head) (current)\nParent: a1\nPath: /x/b2.py\n\n    Second\n\nRev: a1\nParent: <base>\nPath: /x/a1.py\n\n    First\n';
  expect(PARAMETER_LISTS['alembic-history']?.(text)).toEqual([
    { value: 'b2', title: 'Second (head, now)', detail: 'comes after a1' },
    { value: 'a1', title: 'First', detail: 'the first revision' },
  ]);
});

it('reads nothing from what is no history', () => {
  expect(parseAlembicHistory('')).toEqual([]);
  expect(parseAlembicHistory("FAILED: No config file 'alembic.ini' found\n    Rev: not one")).toEqual([]);
  expect(
    parseAlembicHistory('INFO  [alembic] Context\nRev: a1 (head)\r\nParent: <base>\r\nPath: /x\r\n'),
  ).toMatchObject([{ id: 'a1', isHead: true, path: '/x' }]);
});
