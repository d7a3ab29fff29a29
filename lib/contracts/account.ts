import { z } from 'zod';

/** What people do with their own way in: sessions, passkeys, and the password that a grave deed asks for again. */
export const confirmPasswordSchema = z.object({
  password: z.string().min(1, 'Enter your password.').max(1024),
});
export const nothingSchema = z.object({});
export const sessionNameSchema = z.object({ session: z.string().regex(/^[0-9a-f]{16}$/) });
export const passkeySchema = z.object({ passkeyId: z.uuid() });

/** What the browser made of the options; the library that checks it reads it strictly by itself. */
const browserAnswer = z.looseObject({ id: z.string().min(1).max(2048), response: z.looseObject({}) });
export const addPasskeySchema = z.object({
  name: z.string().trim().min(1, 'Give it a name, such as the device that keeps it.').max(80),
  answer: browserAnswer,
});
export const confirmByPasskeySchema = z.object({ answer: browserAnswer });

export type SessionView = {
  /** Tells sessions apart; nobody can sign in with it. */
  name: string;
  isHere: boolean;
  /** As the browser calls itself; empty where it did not. */
  agent: string;
  address: string;
  signedInAt: string;
  lastSeenAt: string;
  expiresAt: string;
};
export type PasskeyView = { id: string; name: string; createdAt: string; lastUsedAt: string | null };
export type AccountView = { sessions: SessionView[]; passkeys: PasskeyView[] };
