import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { Me } from '@/lib/contracts/views';
import { tellWhoAsks } from './authorise';
import { findSessionId } from './session-cookie';
import { findSession, noteSeen } from './session-store';

/**
 * The person behind this request's cookie, and the session that it names; or null. Signing out, demotion and disabling
 * take with the next request. Read once a request.
 */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const sessionId = await findSessionId();
  const session = sessionId ? await findSession(sessionId) : null;
  if (!session || !sessionId) return null;
  tellWhoAsks(session.me);
  return { ...session, sessionId };
});

type SignedIn = { me: Me; sessionId: string; isUnseen: boolean };

/** The person, for what a page asks by itself: it keeps no session open that nobody uses. */
export async function findPerson(): Promise<Me | null> {
  return (await findSignedIn())?.me ?? null;
}

/** The same for what a person does, such as opening a page or pressing a button: the session counts as used. */
export const comeIn = cache(async () => {
  const signedIn = await findSignedIn();
  if (signedIn?.isUnseen) await noteSeen(signedIn.sessionId);
  return signedIn;
});

/**
 * Redirects to the sign-in page, for pages; signing in leads back to the address that was asked for. It protects
 * nothing by itself: every use case authorises.
 */
export async function requirePerson(): Promise<Me> {
  return (await requireSignedIn()).me;
}

/** The same, with the session that asks. */
export async function requireSignedIn(): Promise<{ me: Me; sessionId: string }> {
  const signedIn = await comeIn();
  if (signedIn) return signedIn;
  const path = (await headers()).get('x-console-path') ?? '/';
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}
