import { z } from 'zod';

/** What people do with their own way in: sessions, passkeys, and the password that a grave deed asks for again. */
export const confirmPasswordSchema = z.object({
  password: z.string().min(1, 'Enter your password.').max(1024),
});
/** `again` is for the hand that types it: nobody can read a password here afterwards. */
export const changePasswordSchema = z
  .object({
    current: confirmPasswordSchema.shape.password,
    password: z.string().min(12, 'Use at least 12 characters.').max(1024),
    again: z.string().max(1024),
  })
  .refine(({ password, again }) => password === again, { path: ['again'], error: 'This is not what you typed above.' })
  .refine(({ password, current }) => password !== current, { path: ['password'], error: 'Choose another one.' });
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
/** As a sign-in form sends it: one text. */
export const signInByPasskeySchema = z.object({
  answer: z
    .string()
    .max(16_384)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('This is no answer of a passkey.');
        return z.NEVER;
      }
    })
    .pipe(browserAnswer),
});

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
