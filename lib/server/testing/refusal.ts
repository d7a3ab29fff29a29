import { AppError, type ErrorCode } from '@/lib/domain/errors';

/** What a use case refused with; fails where it did not refuse, or failed in a way that no person could act on. */
export async function refusalOf(deed: Promise<unknown>): Promise<{ code: ErrorCode; message: string; remedy: string }> {
  try {
    await deed;
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message, remedy: error.remedy };
    throw error;
  }
  throw new Error('it was not refused');
}

/** How often each refusal came back, with "done" for those that were let through. */
export async function outcomesOf(deeds: Promise<unknown>[]): Promise<Record<string, number>> {
  const tally: Record<string, number> = {};
  for (const ended of await Promise.allSettled(deeds)) {
    const key = ended.status === 'fulfilled' ? 'done' : keyOf(ended.reason);
    tally[key] = (tally[key] ?? 0) + 1;
  }
  return tally;
}

function keyOf(error: unknown): string {
  return error instanceof AppError ? error.code : `broke: ${String(error)}`;
}
