export const TICKS = 60;
export const LINES = 100_000;
/** The last line of what is printed in bulk, and one in its middle to be searched for. */
export const lineText = (line: number) =>
  `line ${String(line).padStart(6, '0')} words that some program says all over again while`;

const now = 'performance.timeOrigin + performance.now()';

const bulk = `const lineText = ${lineText.toString()};
const text = Array.from({ length: ${LINES} }, (_, at) => lineText(at + 1) + '\\n'.padStart(18, '.')).join('');
process.stdout.write('begun ' + (${now}) + '\\n' + text);`;

const drip = `let left = ${TICKS};
const timer = setInterval(() => {
  process.stdout.write('tick ' + (${now}) + '\\n');
  left -= 1;
  if (left === 0) clearInterval(timer);
}, 50);`;
/** Time enough for a browser to stand on the step. */
const later = (program: string) => `await new Promise((next) => setTimeout(next, 5000));\n${program}`;

/** What prints: a line every 50 ms with the moment in it, or 8 MB at once behind a line with the moment. */
export const PRINTERS = { drip, bulk, 'drip-later': later(drip), 'bulk-later': later(bulk) } as const;
export type Printer = keyof typeof PRINTERS;

/** The same clock as the programs', to the fraction of a millisecond. */
export const clockMs = () => performance.timeOrigin + performance.now();
