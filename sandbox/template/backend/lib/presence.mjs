import { query } from './database.mjs';

const ACTIVE_DIALOGS = 500;
let turn = 0;

/** Every API call counts as activity in its dialog; calls without one take turns over the dialogs that are kept warm. */
export async function markActive(request) {
  if (!request.url.startsWith('/api/')) return;
  turn = (turn % ACTIVE_DIALOGS) + 1;
  const dialog = Number(/^\/api\/dialogs\/(\d+)\//.exec(request.url)?.[1] ?? turn);
  await query('UPDATE dialogs SET last_activity_at = now() WHERE id = $1', [dialog]);
}
