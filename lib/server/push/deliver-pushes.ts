import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PushPayload } from '@/lib/contracts/push';
import type { Role } from '@/lib/contracts/runbook';
import { browserWords } from '@/lib/domain/browser-words';
import { MAX_ATTEMPTS, retryDelayMs, settleDelivery } from '@/lib/domain/message-delivery';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { peopleWhoReach } from '../auth/reach';
import { decryptSecret } from '../auth/secrets';
import { db } from '../db';
import type { Push, PushDevice } from '../generated/prisma/client';
import { type Answer, callPushService, type Subscription } from './call-push-service';
import { getWaiting } from './count-waiting';
import { removeDevice } from './forget-devices';
import { findPushKey } from './push-key';
import { whyMoot } from './why-moot';

const AT_ONCE = 5;
/** Longer than any try: who takes a notification has ended or died before another one may take it (deliver-due.ts). */
const LEASE_SECONDS = 60;
const LOOK_AGAIN_MS = 500;

/** `isOver`: what it asked for is asked no more; otherwise it could not be told. */
type Outcome = Answer | { outcome: 'moot'; answer: string; isOver: boolean };

/**
 * Sends notifications that are due until none is, each at least once: a worker that dies between sending and recording leaves
 * it to another after the lease, and the device shows the second one in the place of the first. Just before it is sent it is
 * asked whether it still holds. Several go side by side, so that a push service that hangs holds up no other.
 */
export async function deliverPushes(shutdown?: AbortSignal): Promise<void> {
  const first = findPushKey() && (await takeOne());
  if (!first) return;
  const under: UnderWay = { count: 0, shutdown };
  const others = Array.from({ length: AT_ONCE - 1 }, async () => sendUntilNoneIsDue(await takeOne(), under));
  await Promise.all([sendUntilNoneIsDue(first, under), ...others]);
}

type UnderWay = { count: number; shutdown: AbortSignal | undefined };

/** As long as another one is on its way this looks for more: what comes meanwhile must not wait for one that hangs. */
async function sendUntilNoneIsDue(first: Push | undefined, under: UnderWay): Promise<void> {
  for (let push = first; !under.shutdown?.aborted; push = await takeOne()) {
    if (push) {
      under.count += 1;
      try {
        await record(push, await trySending(push, under.shutdown));
      } finally {
        under.count -= 1;
      }
    } else if (under.count === 0) return;
    else await sleep(LOOK_AGAIN_MS);
  }
}

async function takeOne(): Promise<Push | undefined> {
  const [taken] = await db().$queryRaw<Push[]>`
    UPDATE "Push" SET "state" = 'sending', "attempts" = "attempts" + 1,
      "nextAttemptAt" = date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => ${LEASE_SECONDS})
    WHERE "id" = (
      SELECT "id" FROM "Push" WHERE "state" IN ('queued', 'sending') AND "nextAttemptAt" <= clock_timestamp()
      ORDER BY "nextAttemptAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING *`;
  return taken;
}

async function trySending(push: Push, shutdown: AbortSignal | undefined): Promise<Outcome> {
  const key = findPushKey();
  const now = await storeNow(db());
  const device = await db().pushDevice.findFirst({
    where: { key: push.deviceKey, personId: push.personId, session: { endedAt: null }, person: { isActive: true } },
  });
  if (!device || !key || !(await reachesStill(push)))
    return { outcome: 'moot', answer: 'Nothing is pushed to this device any more.', isOver: false };
  if (device.keyId !== key.id)
    return {
      outcome: 'never',
      answer: 'The console has another key now; the device switches itself on again when opened.',
    };
  const moot = await whyMoot(push, now);
  if (moot) return { outcome: 'moot', answer: moot.because, isOver: moot.isOver };
  const subscription = open(device);
  if (!subscription)
    return { outcome: 'never', answer: 'Its address cannot be decrypted: switch the device on again.' };
  const ttlSeconds = Math.max(0, Math.round((push.expiresAt.getTime() - now.getTime()) / 1000));
  return callPushService(subscription, JSON.stringify(await payloadOf(push)), {
    key,
    ttlSeconds,
    tag: push.tag,
    shutdown,
  });
}

/** A try may be an hour after it was planned: whoever left the team meanwhile hears nothing of its targets. */
async function reachesStill({ incidentId, personId }: Push): Promise<boolean> {
  if (!incidentId) return true;
  const { target } = await db().incident.findUniqueOrThrow({
    where: { id: incidentId },
    select: { target: { select: { teamId: true } } },
  });
  const where = { id: personId, ...peopleWhoReach(target.teamId) };
  return (await db().person.findFirst({ where, select: { id: true } })) !== null;
}

/** Null where no key at hand opens it. */
function open({ secret }: PushDevice): Subscription | null {
  try {
    return JSON.parse(decryptSecret(secret)) as Subscription;
  } catch {
    return null;
  }
}

async function payloadOf(push: Push): Promise<PushPayload> {
  const { id, kind, title, body, url, tag, until, at } = push;
  const person = await db().person.findUniqueOrThrow({ where: { id: push.personId } });
  const { approvals, turns, offers } = await getWaiting({ ...person, role: person.role as Role });
  return {
    id,
    kind,
    title,
    body,
    url,
    tag,
    until: until?.toISOString() ?? null,
    at: at.toISOString(),
    waiting: approvals + turns + offers,
  };
}

/** Writes what became of the try, unless the lease ran out and somebody else has taken it since. */
async function record(push: Push, outcome: Outcome): Promise<void> {
  await db().$transaction(async (tx) => {
    const now = await storeNow(tx);
    const { state, answer } = settle(push, outcome, now);
    const mine = { id: push.id, state: 'sending', nextAttemptAt: push.nextAttemptAt };
    const written = await tx.push.updateMany({
      where: mine,
      data: {
        state,
        answer,
        sentAt: state === 'sent' ? now : null,
        nextAttemptAt: state === 'queued' ? new Date(now.getTime() + retryDelayMs(push.attempts, Math.random())) : null,
      },
    });
    if (written.count === 0 || state === 'queued') return;
    if (outcome.outcome === 'moot') return tellMoot(tx, push, outcome);
    const device = await tx.pushDevice.findUnique({ where: { key: push.deviceKey } });
    if (state === 'sent')
      await tx.pushDevice.updateMany({ where: { key: push.deviceKey }, data: { lastSuccessAt: now } });
    await tell(tx, push, device, { isSent: state === 'sent', answer });
    if (outcome.outcome === 'gone' && device) await removeDevice(tx, device, 'its browser took it back');
  });
}

/** Nobody waits for a push that comes no more; of one that only takes another back, and of a test, nothing is to be said. */
async function tellMoot(tx: Transaction, push: Push, { isOver, answer }: { isOver: boolean; answer: string }) {
  if (push.kind === 'over' || push.kind === 'test' || !push.incidentId || push.eventSeq === null) return;
  if (!isOver) return tell(tx, push, null, { isSent: false, answer });
  const { name } = await tx.person.findUniqueOrThrow({ where: { id: push.personId } });
  const data = { people: [name], of: push.eventSeq, because: answer };
  const { incidentId, runId } = push;
  await appendEvent(tx, { type: 'push.not_needed', incidentId, runId, actor: null, data });
}

function settle(push: Push, outcome: Outcome, now: Date): { state: Push['state']; answer: string } {
  if (outcome.outcome === 'moot') return { state: 'moot', answer: outcome.answer };
  const { answer } = outcome;
  const settled = settleDelivery(
    { outcome: outcome.outcome === 'gone' ? 'never' : outcome.outcome, answer },
    push.attempts,
    push.kind === 'test' ? 1 : MAX_ATTEMPTS,
  );
  return settled.state === 'queued' && push.expiresAt <= now ? { state: 'failed', answer } : settled;
}

/** That it was taken by its service is no event by itself: what the device says of it is (note-seen.ts). */
async function tell(
  tx: Transaction,
  push: Push,
  device: PushDevice | null,
  { isSent, answer }: { isSent: boolean; answer: string },
): Promise<void> {
  const person = await tx.person.findUniqueOrThrow({ where: { id: push.personId } });
  const words = browserWords(device?.agent ?? '');
  if (push.kind === 'test') {
    const data = { email: person.email, device: words, isSent, answer };
    await appendEvent(tx, { type: 'push.tested', actor: null, data });
  } else if (!isSent && push.incidentId && push.eventSeq !== null) {
    const data = { person: person.name, device: words, of: push.eventSeq, answer };
    await appendEvent(tx, { type: 'push.failed', incidentId: push.incidentId, runId: push.runId, actor: null, data });
  }
}
