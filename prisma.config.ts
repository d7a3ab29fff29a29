import { defineConfig } from 'prisma/config';

// The URL is read where the client is made (lib/server/db.ts); the CLI is only asked to generate.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
