import 'server-only';
import type { LookInput } from '@/lib/contracts/look';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { notifyNews } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';

/** Tabs that look at incidents, a person: far more than anybody has, and a bound to what somebody can fill the store with. */
const MOST_TABS = 60;

/**
 * Keeps what one tab looks at, and tells the rooms that it left and came to. It is a sign of life and no deed: there is
 * no event of it, and it lasts as long as the stream that it came with (`stream-looks.ts`).
 */
export async function lookAt(me: Me, { streamId, tabId, incidentCode, at }: LookInput): Promise<{ isKept: boolean }> {
  if (incidentCode === null) {
    const person = await authorise(me, 'console.read');
    await lookAway(person.id, { streamId, tabId });
    return { isKept: false };
  }
  const person = await authoriseFor(me, 'console.read', { incident: incidentCode });
  const before = await db().look.findUnique({
    where: { streamId_tabId: { streamId, tabId } },
    select: { at: true, incident: { select: { code: true } } },
  });
  const kept = await db().$executeRaw`
    INSERT INTO "Look" ("streamId", "tabId", "personId", "incidentId", "at", "seenAt")
    SELECT ${streamId}::uuid, ${tabId}::uuid, ${person.id}::uuid, i."id", ${at}, clock_timestamp() FROM "Incident" i
    WHERE i."code" = ${incidentCode}
      AND (SELECT count(*) FROM "Look" l WHERE l."personId" = ${person.id}::uuid) < ${MOST_TABS}
    ON CONFLICT ("streamId", "tabId") DO UPDATE
      SET "incidentId" = EXCLUDED."incidentId", "at" = EXCLUDED."at", "seenAt" = EXCLUDED."seenAt"
      WHERE "Look"."personId" = EXCLUDED."personId"`;
  if (kept !== 1)
    throw new AppError(
      'too_many_attempts',
      'More tabs of yours look at incidents than the console keeps track of. You can go on working in this one.',
      'Close tabs that you do not need.',
    );
  if (before?.incident.code === incidentCode && before.at === at) return { isKept: true };
  for (const code of new Set([before?.incident.code ?? incidentCode, incidentCode]))
    await notifyNews(db(), { kind: 'presence', incidentCode: code });
  return { isKept: true };
}

async function lookAway(personId: string, tab: { streamId: string; tabId: string }): Promise<void> {
  const left = await db().look.findFirst({
    where: { ...tab, personId },
    select: { incident: { select: { code: true } } },
  });
  if (!left) return;
  await db().look.deleteMany({ where: { ...tab, personId } });
  await notifyNews(db(), { kind: 'presence', incidentCode: left.incident.code });
}
