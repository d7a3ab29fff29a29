import 'server-only';
import type { ProgressQuery } from '@/lib/contracts/plan';
import { querySql } from '../targets/execute-sql';
import { type ReachableTarget, sqlTargetOf } from '../targets/get-target';

const EVERY_MS = 2_000;
const LOOK_TIMEOUT_MS = 5_000;

/**
 * Asks again and again how far a command is, and says it through `note`. `stop` waits for a look that is under way and
 * takes one more, so that what was last true stays on the screen.
 */
export function watchProgress(
  target: ReachableTarget,
  { text, values, connect }: ProgressQuery,
  { note, tag }: { note: (sentence: string) => void; tag: string },
): { stop: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = async () => {
    const options = { timeoutMs: LOOK_TIMEOUT_MS, applicationName: tag };
    const said = await querySql(sqlTargetOf(target, connect), { text, values }, options).then(
      ([row]) => Object.values(row ?? {})[0],
      (error: Error) => `its progress cannot be seen: ${error.message}`,
    );
    if (said !== undefined && said !== null) note(String(said));
  };
  const repeat = async (): Promise<void> => {
    await look();
    if (!isOver) timer = setTimeout(() => (looking = repeat()), EVERY_MS);
  };
  let looking = repeat();
  return {
    async stop() {
      isOver = true;
      clearTimeout(timer);
      await looking;
      await look();
    },
  };
}
