import { readFileSync } from 'node:fs';
import type { Endpoint } from '../lib/contracts/target';
import type { VectorKind } from './database';
import { endpointsAt } from './endpoints';
import type { SandboxPaths } from './paths';
import type { Commits } from './repository';
import { readSettings, type Settings } from './settings';
import { findPrograms, type Programs } from './tools';

/** What the preparation made, for the starts that follow. */
export type Prepared = {
  /** Of the sources that the sandbox was made from: when they change, it is made again. */
  templateHash: string;
  commits: Commits;
  vector: VectorKind;
  fingerprint: { systemIdentifier: string; database: string };
  /** The definition of every `idx_` index by name. */
  indexes: Record<string, string>;
  /** What every table held, as digestRows tells it. */
  rows: Record<string, string>;
};

/** A prepared sandbox and everything one needs to work on it. */
export type Sandbox = {
  paths: SandboxPaths;
  settings: Settings;
  prepared: Prepared;
  programs: Programs;
  endpoints: Endpoint[];
};

/** Reads what the preparation left, with the ports as they are now. */
export function openSandbox(paths: SandboxPaths): Sandbox {
  const settings = readSettings(paths);
  const programs = findPrograms();
  return {
    paths,
    settings,
    programs,
    prepared: JSON.parse(readFileSync(paths.prepared, 'utf8')) as Prepared,
    endpoints: endpointsAt(frontDoor(settings, programs)),
  };
}

/** Where users come in: nginx, or the backend itself where there is none. */
export function frontDoor({ ports }: Settings, { nginx }: Programs): string {
  return `http://127.0.0.1:${nginx === undefined ? ports.backend : ports.nginx}`;
}
