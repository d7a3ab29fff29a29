export type HostileOptions = { json: string | null; only: string | null };

const USAGE = 'Usage: npm run hostile -- [--json FILE] [--only ID]';

/** Reads the command line; throws with its usage in words. */
export function readOptions(words: readonly string[]): HostileOptions {
  const options: HostileOptions = { json: null, only: null };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const value = left.shift();
    if ((word !== '--json' && word !== '--only') || value === undefined) throw new Error(`${word}: ${USAGE}`);
    options[word === '--json' ? 'json' : 'only'] = value;
  }
  return options;
}
