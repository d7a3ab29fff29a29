import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withoutPool } from './pool-change';

const template = (folder: string) =>
  readFileSync(new URL(`../../sandbox/template/${folder}/database/connection.py`, import.meta.url), 'utf8');
const changed = (source: string) => {
  const change = withoutPool(source);
  return change.verdict === 'changed' ? change.source : JSON.stringify(change);
};
const IMPORT = 'from sqlalchemy import create_engine\nfrom sqlalchemy.pool import NullPool\n';

it("turns the backend's own file back into what it was before phase 4", () => {
  expect(withoutPool(template('backend'))).toEqual({
    verdict: 'changed',
    source: template('overlays/unpooled'),
    removed: ['pool_size', 'max_overflow'],
    pool: { size: 10, overflow: 20 },
  });
  expect(withoutPool(template('overlays/unpooled'))).toEqual({ verdict: 'already' });
});

describe('the call', () => {
  // biome-ignore format: a table reads by its rows
  const calls: [name: string, before: string, after: string][] = [
    ['on one line', 'create_engine(URL, pool_size=5, poolclass=NullPool, max_overflow=1)', 'create_engine(URL, poolclass=NullPool, pool_pre_ping=False)'],
    ['without a class', 'create_engine(URL, pool_pre_ping=True, pool_size=5)', 'create_engine(URL, pool_pre_ping=False, poolclass=NullPool)'],
    ['with what the guide leaves in', 'create_engine(URL, poolclass=NullPool, pool_size=5, pool_pre_ping=False)', 'create_engine(URL, poolclass=NullPool, pool_pre_ping=False)'],
    ['with nothing but an address', 'create_engine(URL)', 'create_engine(URL, poolclass=NullPool, pool_pre_ping=False)'],
    ['over lines, without a last comma', 'create_engine(\n    URL,\n    pool_size=5\n)', 'create_engine(\n    URL,\n    poolclass=NullPool,\n    pool_pre_ping=False,\n)'],
    ['with remarks', 'create_engine(\n    URL,\n    pool_size=5,  # a worker, see (1)\n    echo=False,  # quiet\n)', 'create_engine(\n    URL,\n    echo=False,\n    poolclass=NullPool,\n    pool_pre_ping=False,  # quiet\n)'],
    ['with brackets and commas in strings', "create_engine(f\"{a},)\", connect_args={'options': '-c x=(1,2)'}, max_overflow=3)", "create_engine(f\"{a},)\", connect_args={'options': '-c x=(1,2)'}, poolclass=NullPool, pool_pre_ping=False)"],
    ['that is asynchronous', 'create_async_engine(URL, pool_timeout=3, pool_use_lifo=True)', 'create_async_engine(URL, poolclass=NullPool, pool_pre_ping=False)'],
    ['with an address by its name', 'create_engine(pool_size=3, url=URL)', 'create_engine(url=URL, poolclass=NullPool, pool_pre_ping=False)'],
    ['on an indented line', 'if True:\n    e = create_engine(URL, pool_size=5)', 'if True:\n    e = create_engine(URL, poolclass=NullPool, pool_pre_ping=False)'],
  ];
  it.each(calls)('%s', (_name, before, after) => {
    expect(changed(IMPORT + before)).toBe(IMPORT + after);
  });
});

describe('the import', () => {
  const call = 'e = create_engine(U, poolclass=QueuePool)\n';
  const after = 'e = create_engine(U, poolclass=NullPool, pool_pre_ping=False)\n';
  // biome-ignore format: a table reads by its rows
  const imports: [name: string, before: string, after: string][] = [
    ['takes the place of the class that goes', `from sqlalchemy.pool import QueuePool\n${call}`, `from sqlalchemy.pool import NullPool\n${after}`],
    ['stands beside one that is used elsewhere', `from sqlalchemy.pool import QueuePool\n${call}x = QueuePool\n`, `from sqlalchemy.pool import QueuePool, NullPool\n${after}x = QueuePool\n`],
    ['comes after the last of SQLAlchemy', `import os\nfrom sqlalchemy import create_engine\n\n${call}`, `import os\nfrom sqlalchemy import create_engine\nfrom sqlalchemy.pool import NullPool\n\n${after}`],
    ['is not needed where the module is named', `from sqlalchemy import pool\n${call.replace('Queue', 'pool.Queue')}`, `from sqlalchemy import pool\n${after.replace('Null', 'pool.Null')}`],
  ];
  it.each(imports)('%s', (_name, before, wanted) => {
    expect(changed(before)).toBe(wanted);
  });
});

describe('what cannot be read for certain is refused', () => {
  it.each([
    ['no engine', 'import os\n# create_engine(URL)\n"create_engine(URL)"\ndef create_engine(url): pass\n', 'no call'],
    ['two engines', `${IMPORT}create_engine(A)\ncreate_engine(B)`, '2 engines'],
    ['arguments from elsewhere', `${IMPORT}create_engine(URL, **options)`, '**options'],
    ['no place for the import', 'create_engine(URL, pool_size=3)', 'imported'],
  ])('%s', (_name, source, because) => {
    expect(withoutPool(source)).toMatchObject({ verdict: 'refused', because: expect.stringContaining(because) });
  });
});

it('says what the pool allows, with what SQLAlchemy takes where the file is silent', () => {
  const figures = (text: string) => {
    const change = withoutPool(`${IMPORT}create_engine(URL, ${text})`);
    return change.verdict === 'changed' ? change.pool : change;
  };
  expect(figures('echo=True')).toEqual({ size: 5, overflow: 10 });
  expect(figures('pool_size=0, max_overflow=-1')).toEqual({ size: 0, overflow: -1 });
  expect(figures('pool_size=SIZE')).toEqual({ size: null, overflow: 10 });
});
