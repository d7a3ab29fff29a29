import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import getPort, { portNumbers } from 'get-port';
import type { SandboxPaths } from './paths';

/** What is chosen once and kept: secrets, and ports as long as they stay free. */
export type Settings = {
  /** `reader` is not there in a sandbox that an earlier release has made. */
  passwords: { superuser: string; owner: string; app: string; reader?: string };
  ports: { postgres: number; backend: number; nginx: number };
};

/** Below the range that the kernel gives to outgoing connections, so that a port stays free between two starts. */
const FIRST_PORT = 20_000;
const PORT_SPAN = 12_000;

export function readSettings(paths: SandboxPaths): Settings {
  return JSON.parse(readFileSync(paths.settings, 'utf8')) as Settings;
}

function writeSettings(paths: SandboxPaths, settings: Settings): Settings {
  writeFileSync(paths.settings, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  return settings;
}

/** Each folder starts looking at a place of its own: two sandboxes that start together do not race for one port. */
function candidatePorts(paths: SandboxPaths, kept: number): Iterable<number> {
  const start = FIRST_PORT + (createHash('sha256').update(paths.dir).digest().readUInt32BE() % PORT_SPAN);
  return [kept, ...portNumbers(start, start + 500)].filter((port) => port > 0);
}

async function choosePorts(paths: SandboxPaths, kept: Settings['ports']): Promise<Settings['ports']> {
  const exclude: number[] = [];
  const ports = { ...kept };
  for (const name of ['postgres', 'backend', 'nginx'] as const) {
    ports[name] = await getPort({ host: '127.0.0.1', port: candidatePorts(paths, kept[name]), exclude });
    exclude.push(ports[name]);
  }
  return ports;
}

/** Fresh secrets. They are hexadecimal, so that they mean the same in a URL, an .ini file and SQL. */
export function createSettings(paths: SandboxPaths): Settings {
  const password = () => randomBytes(24).toString('hex');
  return writeSettings(paths, {
    passwords: { superuser: password(), owner: password(), app: password(), reader: password() },
    ports: { postgres: 0, backend: 0, nginx: 0 },
  });
}

/** Keeps the ports that are still free and replaces those that are not. To be called while nothing of ours runs. */
export async function refreshPorts(paths: SandboxPaths): Promise<Settings> {
  const settings = readSettings(paths);
  return writeSettings(paths, { ...settings, ports: await choosePorts(paths, settings.ports) });
}

type Role = 'postgres' | 'replyx_owner' | 'replyx_app' | 'replyx_reader';

export function databaseUrl(settings: Settings, role: Role, database = 'replyx'): string {
  const { superuser, owner, app, reader } = settings.passwords;
  const password = { postgres: superuser, replyx_owner: owner, replyx_app: app, replyx_reader: reader }[role];
  return `postgresql://${role}:${password}@127.0.0.1:${settings.ports.postgres}/${database}`;
}
