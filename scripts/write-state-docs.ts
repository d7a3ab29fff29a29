/** Writes the state tables of ARCHITECTURE.md anew from lib/domain/run-states.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withStateTables } from './lib/state-docs';

const FILE = 'ARCHITECTURE.md';

const before = readFileSync(FILE, 'utf8');
const after = withStateTables(before);
if (after !== before) writeFileSync(FILE, after);
console.log(after === before ? 'Nothing has changed.' : `Wrote the tables in ${FILE}.`);
