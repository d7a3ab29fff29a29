import { measureBaseline } from './baseline';
import { startCluster, stopCluster } from './cluster';
import { endpointsAt } from './endpoints';
import { log } from './log';
import { startMonitor, stopMonitor } from './monitor';
import { writeNginxConfiguration } from './nginx';
import type { SandboxPaths } from './paths';
import { startApps, stopApps } from './pm2';
import { writePostgresService } from './postgres-service';
import { isPrepared, markPrepared, prepare } from './prepare';
import { waitUntilAnswering, waitUntilHealthy } from './probe';
import { writeBackendEnv } from './repository';
import { frontDoor, openSandbox, type Sandbox } from './sandbox';
import { readSettings, refreshPorts, type Settings } from './settings';
import { writeTargetFile } from './target-file';
import { findTools, linkAlembic, type Tools } from './tools';

async function startProcesses(paths: SandboxPaths, settings: Settings, tools: Tools): Promise<void> {
  writeBackendEnv(paths, settings);
  writePostgresService(paths, settings);
  linkAlembic(paths, tools.alembic);
  if (tools.nginx !== undefined) writeNginxConfiguration(paths, settings);
  await startApps(paths, tools.nginx);
  await waitUntilAnswering(endpointsAt(frontDoor(settings, tools)));
  startMonitor(paths, tools.python);
}

async function firstStart(paths: SandboxPaths, tools: Tools, signal: AbortSignal): Promise<void> {
  log(`preparing ${paths.dir}`);
  const prepared = await prepare(paths, tools, signal);
  const settings = readSettings(paths);
  await startProcesses(paths, settings, tools);
  const endpoints = endpointsAt(frontDoor(settings, tools));
  await waitUntilHealthy(endpoints);
  signal.throwIfAborted();
  await measureBaseline(paths, endpoints);
  markPrepared(paths, prepared);
}

/**
 * Brings the sandbox up, making it first where it is missing or unfinished. What an earlier start left behind is ended.
 * Once aborted it starts nothing more and rejects; what it has started is for stopSandbox.
 */
export async function startSandbox(paths: SandboxPaths, signal: AbortSignal): Promise<Sandbox> {
  await stopSandbox(paths);
  const tools = await findTools();
  signal.throwIfAborted();
  if (isPrepared(paths)) {
    const settings = await refreshPorts(paths);
    await Promise.all([startCluster(paths, settings), startProcesses(paths, settings, tools)]);
  } else {
    await firstStart(paths, tools, signal);
  }
  const sandbox = openSandbox(paths);
  writeTargetFile(sandbox, tools);
  return sandbox;
}

/** Stops every process of this sandbox, and of no other. */
export async function stopSandbox(paths: SandboxPaths): Promise<void> {
  await Promise.all([stopMonitor(paths), stopApps(paths)]);
  await stopCluster(paths);
}
