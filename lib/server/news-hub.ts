import 'server-only';
import { Client } from 'pg';
import { NEWS_CHANNEL, type News } from './audit/append-event';
import { db } from './db';
import { env } from './env';
import { logger } from './logger';

type Listener = (news: News) => void;
type Hub = {
  listeners: Set<Listener>;
  onGap: Set<() => void>;
  client: Client | null;
  isConnecting: boolean;
  isClosed?: true;
};
const kept = globalThis as unknown as { consoleNewsHub?: Hub };

function hub(): Hub {
  kept.consoleNewsHub ??= { listeners: new Set(), onGap: new Set(), client: null, isConnecting: false };
  return kept.consoleNewsHub;
}

/**
 * Hears the store's news on one connection a process, shared by all streams. `onGap` is called when that connection
 * was down for a while: what was said meanwhile has to be read from the events instead.
 */
export function listenToNews(listener: Listener, onGap: () => void): () => void {
  const { listeners, onGap: gaps } = hub();
  listeners.add(listener);
  gaps.add(onGap);
  void connect();
  return () => {
    listeners.delete(listener);
    gaps.delete(onGap);
  };
}

/** Fulfilled once the store's news are heard: what was said before that is heard by nobody here. */
export function whenHearing(): Promise<void> {
  const { client, onGap } = hub();
  if (client) return Promise.resolve();
  return new Promise((resolve) => {
    const once = () => {
      onGap.delete(once);
      resolve();
    };
    onGap.add(once);
  });
}

async function connect(): Promise<void> {
  const it = hub();
  if (it.client || it.isConnecting) return;
  it.isConnecting = true;
  const client = new Client({
    connectionString: env().DATABASE_URL,
    application_name: 'rollback-console-news',
    keepAlive: true,
  });
  const retry = (error: unknown) => {
    if (it.isClosed || (it.client !== client && !it.isConnecting)) return;
    logger().warn({ err: error }, 'the news connection broke; trying again');
    it.client = null;
    it.isConnecting = false;
    setTimeout(() => void connect(), 1_000);
  };
  client.on('error', retry);
  client.on('notification', ({ payload }) => payload && tell(JSON.parse(payload) as News));
  try {
    await client.connect();
    await client.query(`LISTEN ${NEWS_CHANNEL}`);
    if (it.isClosed) return void (await client.end());
    it.client = client;
    it.isConnecting = false;
    for (const gap of it.onGap) gap();
  } catch (error) {
    retry(error);
  }
}

/** Stops hearing, so that a process that is done can end. */
export async function closeNews(): Promise<void> {
  const it = kept.consoleNewsHub;
  kept.consoleNewsHub = undefined;
  if (!it) return;
  // One that is only just connecting ends itself when it sees this.
  it.isClosed = true;
  await it.client?.end();
}

function tell(news: News): void {
  for (const listener of hub().listeners) listener(news);
}

export const NEWS_PAGE = 500;

export type NewsOfTeam = Extract<News, { kind: 'news' }> & { teamId: string | null };

/**
 * Events after a sequence number, oldest first: what a reconnecting browser has missed. `teamId`: whose its incident's
 * target is now; null is for everybody.
 */
export async function newsAfter(sequence: bigint, limit = NEWS_PAGE): Promise<NewsOfTeam[]> {
  const events = await db().$queryRaw<{ id: bigint; type: string; code: string | null; teamId: string | null }[]>`
    SELECT e."id", e."type", i."code", t."teamId" FROM "Event" e LEFT JOIN "Incident" i ON i."id" = e."incidentId"
    LEFT JOIN "Target" t ON t."id" = i."targetId"
    WHERE e."id" > ${sequence} ORDER BY e."id" LIMIT ${limit}`;
  return events.map(({ id, code, ...event }) => ({ kind: 'news', id: id.toString(), incidentCode: code, ...event }));
}

export async function lastSequence(): Promise<bigint> {
  return (await db().event.findFirst({ orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? 0n;
}
