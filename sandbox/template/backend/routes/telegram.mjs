import { query } from '../lib/database.mjs';
import { HttpError } from '../lib/http-error.mjs';
import { suggestFor } from '../lib/knowledge.mjs';

const BOT = 'SELECT id, name FROM assistants WHERE telegram_token = $1 AND is_active';

export const routes = [
  {
    method: 'POST',
    path: /^\/api\/webhooks\/telegram\/(\w{1,80})$/,
    async handle({ params, body }) {
      const { rows } = await query(BOT, [params[0]]);
      if (rows.length === 0) throw new HttpError(404, 'no assistant answers to this bot');
      const text = body.message?.text ?? '/ping';
      const reply = text === '/ping' ? 'pong' : `You said: ${text}`;
      return { assistant: rows[0].name, reply, source: await suggestFor(rows[0].id) };
    },
  },
];
