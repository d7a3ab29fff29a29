import { describe, expect, it } from 'vitest';
import { codeOf, findPythonCalls } from './python-call';

const find = (source: string) =>
  findPythonCalls(source, 'create_engine').map((call) => call.arguments.map(({ name, value }) => [name, value]));

describe('the calls of a function in Python', () => {
  it.each<[string, string, (string | null)[][][]]>([
    [
      'with plain and named arguments',
      'e = create_engine(URL, pool_size=5)',
      [
        [
          [null, 'URL'],
          ['pool_size', '5'],
        ],
      ],
    ],
    ['without any', 'create_engine()', [[]]],
    ['with a comma at the end', 'create_engine(URL,)', [[[null, 'URL']]]],
    [
      'over several lines',
      'create_engine(\n  URL,\n  pool_size = 5,\n)',
      [
        [
          [null, 'URL'],
          ['pool_size', '5'],
        ],
      ],
    ],
    ['by a module', 'sqlalchemy.create_engine(URL)', [[[null, 'URL']]]],
    [
      'with brackets and commas inside',
      'create_engine(f(a, b), x={"k": [1, 2]})',
      [
        [
          [null, 'f(a, b)'],
          ['x', '{"k": [1, 2]}'],
        ],
      ],
    ],
    [
      'with a bracket in a string',
      'create_engine("a)b", x=1)',
      [
        [
          [null, '"a)b"'],
          ['x', '1'],
        ],
      ],
    ],
    ['with a comparison, which is no name', 'create_engine(a == b)', [[[null, 'a == b']]]],
    ['one after the other', 'create_engine(A)\ncreate_engine(B)', [[[null, 'A']], [[null, 'B']]]],
  ])('%s', (_, source, calls) => {
    expect(find(source)).toEqual(calls);
  });

  it.each([
    ['in a comment', '# create_engine(URL)'],
    ['in a string', 's = "create_engine(URL)"'],
    ['in a long string', '"""\ncreate_engine(URL)\n"""'],
    ['as a definition', 'def create_engine(url): pass'],
    ['as a part of another name', 'my_create_engine(URL)'],
    ['that is never closed', 'create_engine(URL'],
  ])('are not found %s', (_, source) => {
    expect(find(source)).toEqual([]);
  });

  it('say where each argument stands, so that it can be replaced', () => {
    const source = 'create_engine(URL, pool_size=5)';
    const [, size] = findPythonCalls(source, 'create_engine')[0]?.arguments ?? [];
    expect(source.slice(size?.from, size?.to)).toBe('pool_size=5');
  });
});

it('code keeps its places when strings and comments are blanked', () => {
  const source = 'a = "x(" # (\nb = 1';
  expect(codeOf(source)).toHaveLength(source.length);
  expect(codeOf(source)).toBe('a = """"    \nb = 1');
});
