import 'server-only';
import { logger } from '../logger';

export type Repeated = { stop: () => Promise<void> };

/** Calls `act` at once and then every `everyMs`, never twice at a time; a failure is logged and the next turn comes. */
export function repeat(name: string, everyMs: number, act: () => Promise<unknown>): Repeated {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  const take = async () => {
    const begun = Date.now();
    try {
      await act();
    } catch (error) {
      logger().error({ err: error, loop: name }, 'a turn of a loop failed');
    }
    if (!isStopped) timer = setTimeout(() => (turn = take()), Math.max(0, everyMs - (Date.now() - begun)));
  };
  turn = take();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}
