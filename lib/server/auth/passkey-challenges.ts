import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { db } from '../db';
import { findWayIn } from './way-in';

type Purpose = 'register' | 'confirm';

/** How long a browser has for its answer: people look for their key, and not for longer. */
const ANSWER_S = 300;

/** Notes what this session's browser is to sign. What nobody answered in time is forgotten with it. */
export async function askForAnswer(purpose: Purpose, challenge: string): Promise<void> {
  const sessionId = findSessionOfBrowser();
  await db().$executeRaw`DELETE FROM "PasskeyChallenge" WHERE "expiresAt" < clock_timestamp()`;
  await db().$executeRaw`
    INSERT INTO "PasskeyChallenge" ("challenge", "sessionId", "purpose", "expiresAt")
    VALUES (${challenge}, ${sessionId}::uuid, ${purpose}, clock_timestamp() + make_interval(secs => ${ANSWER_S}))`;
}

/** Whether this was asked, for this, in this session, and not answered yet: it is used up by being looked at. */
export async function useChallenge(purpose: Purpose, challenge: string): Promise<boolean> {
  const sessionId = findSessionOfBrowser();
  const used = await db().$executeRaw`
    DELETE FROM "PasskeyChallenge" WHERE "challenge" = ${challenge} AND "purpose" = ${purpose}
      AND "expiresAt" > clock_timestamp() AND "sessionId" = ${sessionId}::uuid`;
  return used === 1;
}

function findSessionOfBrowser(): string {
  const way = findWayIn();
  if (way?.kind === 'session') return way.sessionId;
  throw new AppError('forbidden', 'Passkeys are used in a browser only.', 'Open the console in a browser.');
}
