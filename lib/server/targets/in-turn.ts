import 'server-only';

const turns = new Map<string, Promise<unknown>>();

/**
 * One after another for each target: of two looks that overlap, the one that began first would otherwise be written last,
 * and what it saw is the older truth.
 */
export async function inTurn<T>(targetId: string, look: () => Promise<T>): Promise<T> {
  const before = turns.get(targetId) ?? Promise.resolve();
  const mine = before.then(look, look);
  turns.set(targetId, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(targetId) === mine) turns.delete(targetId);
  }
}
