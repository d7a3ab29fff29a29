import { startSession as start } from '../auth/session-store';

/** A browser that this person signs in with. */
export async function startSession(personId: string): Promise<string> {
  const sessionId = await start(personId);
  if (!sessionId) throw new Error('This account signs nobody in.');
  return sessionId;
}
