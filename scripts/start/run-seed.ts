import { pathToFileURL } from 'node:url';

// By address, because the module is not there in every checkout.
const { seed } = await import(pathToFileURL('prisma/seed.ts').href);
const seeded = (await seed()) ?? {};
process.stdout.write(`${JSON.stringify({ seeded })}\n`, () => process.exit(0));
