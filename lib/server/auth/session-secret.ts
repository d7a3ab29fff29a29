import 'server-only';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Me } from '@/lib/contracts/views';
import { conflict } from '@/lib/domain/errors';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';
import { authorise } from './authorise';
import type { Rotated } from './rotate-secrets';
import { keyIdOf, ROTATE_LOCK, readKeyFile, writeKeyFile } from './secret-key-file';

const idOf = (secret: string) => keyIdOf(Buffer.from(secret));

/**
 * What protects sessions now. A web that was started before a rotation goes on with the file's new one, by itself; one that
 * only the environment has stays what it is until a person starts everything with another.
 */
export function sessionSecret(): string {
  const file = readKeyFile();
  const isPast = file?.NEXTAUTH_SECRETS_PAST?.includes(idOf(env().NEXTAUTH_SECRET));
  return isPast && file?.NEXTAUTH_SECRET ? file.NEXTAUTH_SECRET : env().NEXTAUTH_SECRET;
}

/** Nothing is asked for. */
export const rotateSessionSecretSchema = z.object({});

/**
 * Makes what protects sessions anew, and ends every session: for when somebody else may have read it, and could have made
 * cookies with it. Whoever is signed in signs in again; terminals go on. The file is written first, so that after a crash no
 * cookie of the old one is good, whether or not its session was ended.
 */
export async function rotateSessionSecret(
  me: Me,
  _input: z.output<typeof rotateSessionSecretSchema>,
): Promise<Rotated> {
  const actor = await authorise(me, 'secrets.rotate');
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ROTATE_LOCK})`;
    const file = readKeyFile();
    const current = sessionSecret();
    if (!file || file.NEXTAUTH_SECRET !== current)
      throw conflict(
        'What protects sessions is in the environment (NEXTAUTH_SECRET); nothing was changed.',
        'Make a new one (openssl rand -base64 32) and start web and worker with it: everybody signs in again.',
      );
    const next = randomBytes(32).toString('base64');
    const past = [...(file.NEXTAUTH_SECRETS_PAST ?? []), idOf(current)];
    await writeKeyFile({ ...file, NEXTAUTH_SECRET: next, NEXTAUTH_SECRETS_PAST: past });
    const ended = await tx.$executeRaw`UPDATE "AuthSession" SET "endedAt" = clock_timestamp() WHERE "endedAt" IS NULL`;
    const done = { to: idOf(next), changed: { 'sessions ended': ended } };
    await appendEvent(tx, { type: 'secrets.rotated', actor, data: { from: [idOf(current)], ...done } });
    return { ...done, left: [] };
  });
}
