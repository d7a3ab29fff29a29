// @ts-check
// The helper that starts commands, so that the worker never forks: a fork copies the parent's memory tables, and in a
// worker of some hundred MB it would stop the event loop for as many milliseconds as matter to a live screen.
import { CommandGroup } from './spawner-group.mjs';

const LAST_RESORT_MS = 6000;

/** @type {Map<number, CommandGroup>} */
const groups = new Map();

/** @param {import('./spawner-group.mjs').News} news */
function say(news) {
  if (news.kind === 'ended') groups.delete(news.id);
  // A send that fails means that the worker is gone, and `disconnect` says so too.
  if (process.connected) process.send?.(news, undefined, undefined, () => undefined);
}

process.on('message', (/** @type {any} */ message) => {
  if (message.kind === 'cancel') void groups.get(message.id)?.end('cancelled');
  if (message.kind === 'taken') groups.get(message.id)?.taken(message.length);
  if (message.kind !== 'run') return;
  const group = new CommandGroup(message.order, say);
  groups.set(message.order.id, group);
  group.start();
});

// An effect whose worker is gone must not go on unseen.
process.on('disconnect', async () => {
  setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
  await Promise.all([...groups.values()].map((group) => group.end('cancelled')));
  process.exit(0);
});

// A terminal or a service manager signals everybody at once, while the worker still waits for its commands to end.
// This process lives exactly as long as the worker keeps the channel open.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
