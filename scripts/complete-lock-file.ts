/** Adds to package-lock.json the packages for other platforms that npm has left out (scripts/lib/lock-file.ts). */
import { writeFileSync } from 'node:fs';
import { describeGap, findGaps, readLockFile } from './lib/lock-file';

const lock = readLockFile();
const gaps = findGaps(lock);
for (const gap of gaps) lock.packages[`node_modules/${gap.name}`] = describeGap(gap);
const byPath = ([one]: [string, unknown], [other]: [string, unknown]) => one.localeCompare(other, 'en');
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byPath));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(gaps.length ? `Added ${gaps.map((gap) => gap.name).join(', ')}.` : 'Nothing is missing.');
