import { readNameServers } from '@/lib/domain/name-servers';
import { env } from '@/lib/server/env';
import { logger } from '@/lib/server/logger';
import { runWorker } from '@/lib/server/queue/run-worker';
import { askNameServers } from '@/lib/server/targets/look-up';

/** The only process that touches targets. It ends by a signal, or by itself when its lease is lost. */
askNameServers(readNameServers(env().CONSOLE_NAME_SERVERS) ?? []);
const worker = await runWorker();
logger().info('worker ready');

let isEnding = false;
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await worker.stop();
  process.exit(code);
}
process.on('SIGTERM', () => void end(0));
process.on('SIGINT', () => void end(0));
void worker.lost.then(() => {
  logger().error('the lease was lost: another worker or a person has taken over; ending');
  process.exit(70);
});
