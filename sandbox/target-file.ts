import { renameSync, writeFileSync } from 'node:fs';
import { WEEKDAYS } from '../lib/contracts/drill-plan';
import { type TargetFile, targetFileSchema } from '../lib/contracts/target';
import { readBaseline } from './baseline';
import { commandBindings } from './bindings';
import { HOST } from './bindings/binding';
import { cliBinding } from './bindings/sandbox';
import { faults } from './faults';
import { toolChecks } from './inventory-tools';
import type { Sandbox } from './sandbox';
import { databaseUrl } from './settings';
import type { Tools } from './tools';

function describeTarget(sandbox: Sandbox, tools: Tools): TargetFile {
  const { paths, settings, prepared, endpoints } = sandbox;
  return targetFileSchema.parse({
    key: 'replyx-sandbox',
    name: 'ReplyX sandbox',
    environment: 'sandbox',
    databaseUrl: databaseUrl(settings, 'replyx_owner'),
    ...(settings.passwords.reader && { readUrl: databaseUrl(settings, 'replyx_reader') }),
    inventory: {
      hosts: [{ key: HOST, kind: 'local' }],
      endpoints,
      commands: commandBindings(paths, tools),
      tools: toolChecks(paths, tools),
      baseline: readBaseline(paths),
      fingerprint: prepared.fingerprint,
      vector: prepared.vector,
      maintenanceWindow: { days: [...WEEKDAYS], from: '02:00', to: '04:00', timeZone: 'UTC' },
      faults: faults.map(({ key, title, effect }) => ({
        key,
        title,
        effect,
        on: cliBinding(paths, 'fault', key, 'on'),
        off: cliBinding(paths, 'fault', key, 'off'),
        status: cliBinding(paths, 'fault', key, 'status'),
      })),
    },
  });
}

/** Writes what the console registers the sandbox from. Renamed into place: a reader never sees half a file. */
export function writeTargetFile(sandbox: Sandbox, tools: Tools): void {
  const draft = `${sandbox.paths.targetFile}.draft`;
  writeFileSync(draft, `${JSON.stringify(describeTarget(sandbox, tools), null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, sandbox.paths.targetFile);
}
