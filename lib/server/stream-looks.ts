import 'server-only';
import { notifyNews } from './audit/append-event';
import { db } from './db';
import { Prisma } from './generated/prisma/client';
import { logger } from './logger';

/**
 * How long a look counts that no web renews, on the store's clock: more than two beats, as a browser takes a silent
 * connection for dead. It is what a web leaves behind that dies; one that sees a stream end says so itself.
 */
export const LOOK_LEASE_S = 12;
/** A page that is loaded again, or whose connection is made anew, is back before this is over: nobody saw it go. */
const GRACE_MS = 3_000;

/** A look that counts. For queries in which "Look" is `l`. */
export const LOOK_HOLDS = Prisma.sql`l."seenAt" > clock_timestamp() - make_interval(secs => ${LOOK_LEASE_S})`;

type Ended = { streamIds: Set<string>; timer: NodeJS.Timeout | undefined };
const kept = globalThis as unknown as { consoleEndedStreams?: Ended };

/** Renews what the browsers of these streams look at, and ends what nobody renewed. Both are one question however many they are. */
export async function renewLooks(streamIds: readonly string[]): Promise<void> {
  if (streamIds.length > 0)
    await db()
      .$executeRaw`UPDATE "Look" SET "seenAt" = clock_timestamp() WHERE "streamId" = ANY (${[...streamIds]}::uuid[])`;
  await tellLeft(
    await db().$queryRaw`
    WITH gone AS (DELETE FROM "Look" l WHERE NOT (${LOOK_HOLDS}) RETURNING l."incidentId")
    SELECT DISTINCT i."code" FROM gone JOIN "Incident" i ON i."id" = gone."incidentId"`,
  );
}

/** The stream is over, and with it what its browser looked at, unless it comes back at once under another id. */
export function endLooks(streamId: string): void {
  kept.consoleEndedStreams ??= { streamIds: new Set(), timer: undefined };
  const it = kept.consoleEndedStreams;
  it.streamIds.add(streamId);
  it.timer ??= setTimeout(() => {
    const streamIds = [...it.streamIds];
    it.streamIds.clear();
    it.timer = undefined;
    // The lease ends what could not be ended here.
    dropLooks(streamIds).catch((error) =>
      logger().warn({ err: error }, 'what ended streams looked at stays for its lease'),
    );
  }, GRACE_MS).unref();
}

async function dropLooks(streamIds: readonly string[]): Promise<void> {
  await tellLeft(
    await db().$queryRaw`
    WITH gone AS (DELETE FROM "Look" WHERE "streamId" = ANY (${[...streamIds]}::uuid[]) RETURNING "incidentId")
    SELECT DISTINCT i."code" FROM gone JOIN "Incident" i ON i."id" = gone."incidentId"`,
  );
}

async function tellLeft(left: { code: string }[]): Promise<void> {
  for (const { code } of left) await notifyNews(db(), { kind: 'presence', incidentCode: code });
}
