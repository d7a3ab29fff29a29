import 'server-only';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { z } from 'zod';
import type { addPasskeySchema, confirmByPasskeySchema, passkeySchema } from '@/lib/contracts/account';
import type { Me } from '@/lib/contracts/views';
import { AppError, notFound } from '@/lib/domain/errors';
import { appendEvent, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';
import type { Passkey } from '../generated/prisma/client';
import { assertFresh } from './assert-fresh';
import { authorise } from './authorise';
import { askForAnswer, useChallenge } from './passkey-challenges';
import { stepUp } from './step-up';

/** Enough for every device of a person; a list without an end is nobody's to read. */
const MOST = 20;

/** Whom a passkey is for: this console's own name and address, as people type it, and no other. */
export function party() {
  const { hostname, origin } = new URL(env().NEXTAUTH_URL);
  return { rpID: hostname, origin };
}

/** What a browser makes a new passkey from. A fresh password stands behind it: it will stand in for that. */
export async function askNewPasskey(me: Me): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const actor = await authorise(me, 'account.own');
  await assertFresh(actor);
  const have = await db().passkey.findMany({ where: { personId: actor.id } });
  if (have.length >= MOST)
    throw new AppError('conflict', `You have ${MOST} passkeys already.`, 'Remove one that you do not use.');
  const options = await generateRegistrationOptions({
    rpName: 'Rollback console',
    rpID: party().rpID,
    userID: Buffer.from(actor.id.replaceAll('-', ''), 'hex'),
    userName: actor.email,
    userDisplayName: actor.name,
    attestationType: 'none',
    excludeCredentials: have.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });
  await askForAnswer('register', options.challenge);
  return options;
}

export async function addPasskey(me: Me, input: z.output<typeof addPasskeySchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  await assertFresh(actor);
  const { rpID, origin } = party();
  const answer = input.answer as unknown as RegistrationResponseJSON;
  const seen = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge: (challenge) => useChallenge('register', challenge),
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
  }).catch((cause: unknown) => notAccepted(cause));
  if (!seen.verified) throw notAccepted();
  const { id, publicKey, counter, transports = [] } = seen.registrationInfo.credential;
  await db().$transaction(async (tx) => {
    if (await tx.passkey.findUnique({ where: { credentialId: id } }))
      throw new AppError('conflict', 'This passkey is known here already.', 'Nothing was added.');
    await tx.passkey.create({
      data: { personId: actor.id, name: input.name, credentialId: id, publicKey, counter, transports },
    });
    await appendEvent(tx, { type: 'passkey.added', actor, data: { email: actor.email, name: input.name } });
  });
  return null;
}

/** Ends one's own passkey; somebody else's answers like one that is not there. */
export async function removePasskey(me: Me, { passkeyId }: z.output<typeof passkeySchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return db().$transaction(async (tx) => {
    await assertFresh(actor, tx);
    const [gone] = await tx.passkey.findMany({ where: { id: passkeyId, personId: actor.id } });
    const { count } = await tx.passkey.deleteMany({ where: { id: passkeyId, personId: actor.id } });
    if (!gone || count !== 1) throw notFound('passkey');
    await appendEvent(tx, { type: 'passkey.removed', actor, data: { email: actor.email, name: gone.name } });
    return null;
  });
}

/** What a browser asks this person's passkeys to sign; null for somebody who has none. */
export async function askPasskey(me: Me): Promise<PublicKeyCredentialRequestOptionsJSON | null> {
  const actor = await authorise(me, 'account.own');
  const have = await db().passkey.findMany({ where: { personId: actor.id } });
  if (have.length === 0) return null;
  const options = await generateAuthenticationOptions({
    rpID: party().rpID,
    allowCredentials: have.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    userVerification: 'required',
  });
  await askForAnswer('confirm', options.challenge);
  return options;
}

/** Takes what a passkey of this person signed, in place of their password. Answers as `stepUpByPassword` does. */
export async function stepUpByPasskey(
  me: Me,
  { answer }: z.output<typeof confirmByPasskeySchema>,
): Promise<string | null> {
  const actor = await authorise(me, 'account.own');
  const key = await db().passkey.findUnique({ where: { credentialId: answer.id } });
  if (key?.personId !== actor.id) throw notAccepted();
  const newCounter = await readAnswer(key, answer, (challenge) => useChallenge('confirm', challenge));
  return db().$transaction(async (tx) => {
    await countUse(tx, key, newCounter);
    return stepUp(tx, actor, 'passkey');
  });
}

type Answer = z.output<typeof confirmByPasskeySchema>['answer'];

/** Checks what a browser says that this passkey signed, with a fingerprint or PIN, here and for what was asked. */
export async function readAnswer(
  key: Passkey,
  answer: Answer,
  wasAsked: (challenge: string) => Promise<boolean>,
): Promise<number> {
  const { rpID, origin } = party();
  const seen = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge: wasAsked,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
    credential: {
      id: key.credentialId,
      publicKey: new Uint8Array(key.publicKey),
      counter: Number(key.counter),
      transports: key.transports,
    },
  }).catch((cause: unknown) => notAccepted(cause));
  if (!seen.verified) throw notAccepted();
  return seen.authenticationInfo.newCounter;
}

/** Where two answers come at once, a counter that does not go up is a copy of the key; one that was removed is gone. */
export async function countUse(tx: Transaction, key: Passkey, newCounter: number): Promise<void> {
  const { count } = await tx.passkey.updateMany({
    where: { id: key.id, counter: key.counter },
    data: { counter: newCounter, lastUsedAt: new Date() },
  });
  if (count !== 1) throw notAccepted();
}

function notAccepted(cause?: unknown): never {
  throw new AppError(
    'forbidden',
    'This passkey was not accepted; nothing was changed.',
    'Try again, or give your password.',
    { cause },
  );
}
