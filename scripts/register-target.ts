import { readFile } from 'node:fs/promises';
import { targetFileSchema } from '@/lib/contracts/target';
import { closeStore } from '@/lib/server/db';
import { storeTarget } from '@/lib/server/targets/register-target';

/** Registers a target from its file: `register-target.ts <file>`. The console's own start does this for its sandbox. */
const file = process.argv[2];
if (!file) {
  console.error('Name the file of the target to register.');
  process.exit(1);
}
const { key } = await storeTarget(targetFileSchema.parse(JSON.parse(await readFile(file, 'utf8'))), null);
await closeStore();
console.log(`Registered ${key}.`);
