import { checkStore } from '@/lib/server/check-store';

export const dynamic = 'force-dynamic';

/** 200 when this web can serve people: it runs and reaches its store. Says nothing about targets, and needs no session. */
export async function GET(): Promise<Response> {
  const store = await checkStore();
  return Response.json(
    {
      status: store.isOk ? 'ok' : 'error',
      store: store.isOk ? 'ok' : 'unreachable',
      worker: store.isWorkerAlive ? 'ok' : 'silent',
    },
    { status: store.isOk ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
