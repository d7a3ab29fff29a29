import { readFileSync } from 'node:fs';
import type { Endpoint } from '../lib/contracts/target';
import type { VectorKind } from './database';
import { endpointsAt } from './endpoints';
import type { SandboxPaths } from './paths';
import type { Commits } from './repository';
import { readSettings, type Settings } from './settings';
import { findTools, type Tools } from './tools';

/** What the preparation made, for the starts that follow. */
export type Prepared = {
  /** Of the sources that the sandbox was made from: when they change, it is made again. */
  templateHash: string;
  commits: Commits;
  vector: VectorKind;
  fingerprint: { systemIdentifier: string; database: string };
  /** The definition of every `idx_` index by name. */
  indexes: Record<string, string>;
};

/** A prepared sandbox and everything one needs to work on it. */
export type Sandbox = {
  paths: SandboxPaths;
  settings: Settings;
  prepared: Prepared;
  tools: Tools;
  endpoints: Endpoint[];
};

/** Reads what the preparation left, with the ports as they are now. */
export async function openSandbox(paths: SandboxPaths): Promise<Sandbox> {
  const settings = readSettings(paths);
  const tools = await findTools();
  return {
    paths,
    settings,
    tools,
    prepared: JSON.parse(readFileSync(paths.prepared, 'utf8')) as Prepared,
    endpoints: endpointsAt(frontDoor(settings, tools)),
  };
}

/** Where users come in: nginx, or the backend itself where there is none. */
export function frontDoor({ ports }: Settings, { nginx }: Tools): string {
  return `http://127.0.0.1:${nginx === undefined ? ports.backend : ports.nginx}`;
}
