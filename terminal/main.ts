import { closeStore } from '@/lib/server/db';
import { closeNews } from '@/lib/server/news-hub';
import { EXIT } from './exit-codes';
import { type Invocation, invoke } from './invoke';

/** The terminal as a process: runs one command and leaves its exit code; it ends when everything is written. */
export async function runTerminal(given: Pick<Invocation, 'words' | 'environment' | 'openStore'>): Promise<void> {
  dropBrokenPipe();
  const streams = { out: process.stdout, error: process.stderr, input: process.stdin };
  process.exitCode = await invoke({ ...given, streams, signal: leaveOnSignal() });
  await closeNews();
  await closeStore();
}

/** The first Ctrl-C leaves in order; the second does not wait for what still answers. */
function leaveOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => (controller.signal.aborted ? process.exit(130) : controller.abort()));
  return controller.signal;
}

/** Whoever reads us may stop reading (`| head`): that is no failure of what was done, and nothing more can be said. */
function dropBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.interrupted.code);
    throw error;
  });
}
