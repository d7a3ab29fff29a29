/** Measures how fast the console is beside the plainest programs that do the same: `npm run bench [-- --json FILE]`. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Refusal, runScript } from '../lib/refusal';
import type { Row } from './row';
import { renderTable } from './table';
import { listTopics, measureTopic } from './topics';

const OPTIONS = { json: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean' } } as const;

async function runBench(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const topics = listTopics(values.only);
  if (topics.length === 0)
    throw new Refusal(
      `No topic of the bench is named like ${values.only}; they are ${listTopics(undefined).join(', ')}.`,
    );
  const rows: Row[] = [];
  const failures: string[] = [];
  for (const name of topics) {
    console.log(name);
    const measured = await measureTopic(name, values.quick ?? false).catch((error: Error) => {
      failures.push(error.message);
      return [];
    });
    rows.push(...measured);
  }
  console.log(`\n${renderTable(rows)}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ rows }, null, 2)}\n`);
  // A row that is not held is a finding, and said in the table; a topic without rows is a bench that broke.
  if (failures.length > 0) throw new Refusal(`${failures.join('; ')}.`);
}

await runScript(runBench);
