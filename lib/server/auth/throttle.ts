import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';

/** Failures that are free, by account and by address, in the window; past that, sign-in waits. */
const WINDOW_MS = 15 * 60_000;
const FREE_BY_EMAIL = 5;
const FREE_BY_ADDRESS = 30;

/**
 * Refuses, or counts the try as a failure before the password is looked at: of a hundred guesses at once, none slips
 * by while the others are still being checked. The wait doubles with each failure past the free ones (10 s … 15 min),
 * counted from the newest, so that a guesser slows to a crawl and a person who mistyped does not wait long.
 */
export async function beginAttempt(
  email: string,
  address: string,
  what = 'Sign-in for this account opens again',
): Promise<bigint> {
  return db().$transaction(async (tx) => {
    // The account's lock before the address's, as everywhere: two that share both cannot wait for each other.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, 2))`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${address}, 3))`;
    await assertMayTry(tx, email, address, what);
    return (await tx.signInAttempt.create({ data: { email, address, succeeded: false } })).id;
  });
}

/** A success forgives the account's failures, not the address's. */
export async function forgiveAttempts(attemptId: bigint, email: string): Promise<void> {
  await db().$transaction(async (tx) => {
    // Another success of the same moment, or a new password, may have forgiven this try already.
    await tx.signInAttempt.updateMany({ where: { id: attemptId }, data: { succeeded: true } });
    await tx.signInAttempt.deleteMany({ where: { email, succeeded: false } });
  });
}

async function assertMayTry(tx: Transaction, email: string, address: string, what: string): Promise<void> {
  const now = await storeNow(tx);
  const waits = [
    await waitFor(tx, { email }, now, FREE_BY_EMAIL),
    await waitFor(tx, { address }, now, FREE_BY_ADDRESS),
  ];
  const waitMs = Math.max(...waits);
  if (waitMs <= 0) return;
  const words = waitMs > 90_000 ? `${Math.ceil(waitMs / 60_000)} min` : `${Math.ceil(waitMs / 1000)} s`;
  throw new AppError(
    'too_many_attempts',
    `Too many wrong passwords. ${what} in ${words}.`,
    'Wait, then try again; an administrator can set a new password.',
  );
}

async function waitFor(
  tx: Transaction,
  who: { email: string } | { address: string },
  now: Date,
  free: number,
): Promise<number> {
  const failures = await tx.signInAttempt.findMany({
    where: { ...who, succeeded: false, at: { gt: new Date(now.getTime() - WINDOW_MS) } },
    orderBy: { at: 'desc' },
    take: free + 10,
    select: { at: true },
  });
  const newest = failures[0];
  if (!newest || failures.length < free) return 0;
  const pause = Math.min(WINDOW_MS, 10_000 * 2 ** (failures.length - free));
  return newest.at.getTime() + pause - now.getTime();
}
