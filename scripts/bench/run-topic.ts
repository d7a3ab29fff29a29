import type { Bench } from './row';

const [, , name, extent] = process.argv;
const { bench } = (await import(new URL(`${name}.ts`, import.meta.url).href)) as { bench: Bench };
const rows = await bench.measure({ say: (line) => console.log(`  | ${line}`), isQuick: extent === 'quick' });
// Not before the rows have left: a process that ends drops what it has not sent.
process.send?.(rows, () => process.exit(0));
