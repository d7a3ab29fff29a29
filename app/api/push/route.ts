import { pushSeenSchema } from '@/lib/contracts/push';
import { notePushSeen } from '@/lib/server/push/note-seen';
import { readShortJson } from '@/lib/server/read-short-json';

/** A service worker's word about a notification. The answer is the same whatever it said: nobody learns which ids there are. */
export async function POST(request: Request): Promise<Response> {
  const said = pushSeenSchema.safeParse(await readShortJson(request));
  if (said.success) await notePushSeen(said.data);
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}
