export type Form = 'short' | 'normal' | 'long';
export type FaultOptions = { form: Form; seed: number; json: string | null; only: string | null; atOnce: number };

const USAGE = 'Usage: npm run faults -- [--short | --long] [--seed N] [--json FILE] [--only NAME] [--at-once N]';

/** Reads the command line; throws with its usage in words. */
export function readOptions(words: readonly string[]): FaultOptions {
  const options: FaultOptions = { form: 'normal', seed: 1, json: null, only: null, atOnce: 5 };
  const left = [...words];
  const value = () => {
    const next = left.shift();
    if (next === undefined) throw new Error(USAGE);
    return next;
  };
  const number = () => {
    const text = value();
    if (!/^\d{1,9}$/.test(text)) throw new Error(`${text} is no number. ${USAGE}`);
    return Number(text);
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--short' || word === '--long') options.form = word === '--short' ? 'short' : 'long';
    else if (word === '--seed') options.seed = number();
    else if (word === '--json') options.json = value();
    else if (word === '--only') options.only = value();
    else if (word === '--at-once') options.atOnce = Math.max(1, number());
    else throw new Error(`${word} is not known. ${USAGE}`);
  }
  return options;
}
