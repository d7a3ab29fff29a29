import 'server-only';
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { generateAuthenticationOptions, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { signInByPasskeySchema } from '@/lib/contracts/account';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, storeNow } from '../audit/append-event';
import { db } from '../db';
import type { Passkey } from '../generated/prisma/client';
import { parseInput } from '../parse-input';
import { countUse, party, readAnswer } from './passkeys';
import { sessionSecret } from './session-secret';
import { type CameFrom, startSession } from './session-store';
import { beginAttempt, forgiveAttempts } from './throttle';

/** How long a browser has for its answer, as for a confirmation. */
const ANSWER_MS = 300_000;
const NONCE = 16;
const TIME = 8;

/**
 * What a browser asks whichever passkey it keeps for this console to sign. Nobody is named, so nobody learns who has one.
 * The question carries its own proof and end, since somebody without a session must not be able to fill the store.
 */
export async function askPasskeyToSignIn(): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const until = Buffer.alloc(TIME);
  until.writeBigUInt64BE(BigInt((await storeNow(db())).getTime() + ANSWER_MS));
  const asked = Buffer.concat([randomBytes(NONCE), until]);
  const challenge = new Uint8Array(Buffer.concat([asked, proofOf(asked)]));
  return generateAuthenticationOptions({ rpID: party().rpID, challenge, userVerification: 'required' });
}

/**
 * Signs in whom the passkey belongs to, in a session of its own, and slows down who tries what is none, as with passwords.
 * Every reason for a refusal reads the same.
 */
export async function openSessionByPasskey(input: unknown, from: CameFrom): Promise<{ id: string; sessionId: string }> {
  const { answer } = parseInput(signInByPasskeySchema, input);
  const tried = `passkey ${createHash('sha256').update(answer.id).digest('hex')}`;
  const attemptId = await beginAttempt(tried, from.address, 'Sign-in with this passkey opens again');
  const key = await db().passkey.findUnique({ where: { credentialId: answer.id }, include: { person: true } });
  if (!key?.person.isActive) throw notSignedIn();
  const newCounter = await readAnswer(key, answer, useQuestion).catch((cause: unknown) => notSignedIn(cause));
  const sessionId = await begin(key, newCounter, from);
  await forgiveAttempts(attemptId, tried);
  return { id: key.personId, sessionId };
}

/** The use of the key, the session and its event are one: a passkey that was removed meanwhile signs nobody in. */
function begin(
  key: Passkey & { person: { name: string; email: string } },
  newCounter: number,
  from: CameFrom,
): Promise<string> {
  const { personId: id, person } = key;
  return db().$transaction(async (tx) => {
    await countUse(tx, key, newCounter).catch((cause: unknown) => notSignedIn(cause));
    const sessionId = await startSession(id, from, null, tx);
    if (!sessionId) throw notSignedIn();
    const actor = { id, name: person.name };
    await appendEvent(tx, { type: 'person.confirmed', actor, data: { email: person.email, by: 'passkey' } });
    return sessionId;
  });
}

/** Whether this was asked here, not too long ago, and is answered for the first time: the store keeps it until it ends. */
async function useQuestion(challenge: string): Promise<boolean> {
  const bytes = Buffer.from(challenge, 'base64url');
  const asked = bytes.subarray(0, NONCE + TIME);
  const proof = bytes.subarray(NONCE + TIME);
  const ours = proofOf(asked);
  if (asked.length !== NONCE + TIME || proof.length !== ours.length || !timingSafeEqual(proof, ours)) return false;
  const until = new Date(Number(asked.readBigUInt64BE(NONCE)));
  await db().$executeRaw`DELETE FROM "PasskeyChallenge" WHERE "expiresAt" < clock_timestamp()`;
  const used = await db().$executeRaw`
    INSERT INTO "PasskeyChallenge" ("challenge", "purpose", "expiresAt")
    SELECT ${challenge}, 'sign_in', ${until} WHERE ${until} > clock_timestamp() ON CONFLICT DO NOTHING`;
  return used === 1;
}

const proofOf = (asked: Buffer) =>
  createHmac('sha256', sessionSecret()).update('sign in by passkey').update(asked).digest();

function notSignedIn(cause?: unknown): never {
  throw new AppError(
    'not_signed_in',
    'This passkey signs nobody in here.',
    'Sign in with your password; under Sessions and passkeys you can add a passkey of this device.',
    { cause },
  );
}
