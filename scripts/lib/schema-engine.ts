import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { SCHEMA_FILE } from './migration-folders';

/** Loads Prisma's schema engine as WebAssembly: the CLI's binary would have to be downloaded. */
export async function openSchemaEngine(databaseUrl: string): Promise<{ engine: SchemaEngine; close(): Promise<void> }> {
  // A panic reports itself here first; without it every cause would read "cannot read properties of undefined".
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) },
  });
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const { factory, close } = wholeScriptFactory(databaseUrl);
  const datamodels: [string, string][] = [['schema.prisma', readFileSync(SCHEMA_FILE, 'utf8')]];
  const engine = await bindings.SchemaEngine.new({ datamodels }, () => undefined, factory);
  return { engine, close };
}

/**
 * The pg adapter cuts a script at every semicolon, which breaks function bodies, and runs the pieces one by one.
 * Sent whole, a script is one implicit transaction: a migration is applied entirely or not at all.
 */
function wholeScriptFactory(connectionString: string): { factory: object; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString, max: 1 });
  const inner = new PrismaPg({ connectionString });
  const adapters: { dispose(): Promise<void> }[] = [];
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => {
      const adapter = await inner.connect();
      adapters.push(adapter);
      return Object.assign(adapter, { executeScript: async (script: string) => void (await pool.query(script)) });
    },
    connectToShadowDb: () => inner.connectToShadowDb(),
  };
  const close = async () => {
    await Promise.all([pool.end(), ...adapters.map((adapter) => adapter.dispose())]);
  };
  return { factory: bindMigrationAwareSqlAdapterFactory(factory), close };
}
