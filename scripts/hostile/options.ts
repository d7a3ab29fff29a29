export type HostileOptions = { json: string | null; only: string | null; isBrief: boolean };

const USAGE = 'Usage: npm run hostile -- [--json FILE] [--only ID] [--brief]';

/** Reads the command line; throws with its usage in words. `--brief` tells only of what did not hold. */
export function readOptions(words: readonly string[]): HostileOptions {
  const options: HostileOptions = { json: null, only: null, isBrief: false };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--brief') {
      options.isBrief = true;
      continue;
    }
    const value = left.shift();
    if ((word !== '--json' && word !== '--only') || value === undefined) throw new Error(`${word}: ${USAGE}`);
    options[word === '--json' ? 'json' : 'only'] = value;
  }
  return options;
}
