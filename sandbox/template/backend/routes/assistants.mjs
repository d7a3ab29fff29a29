import { query } from '../lib/database.mjs';
import { HttpError } from '../lib/http-error.mjs';

const STATS = `
  SELECT count(*)::int AS total, count(*) FILTER (WHERE is_active)::int AS active,
         count(*) FILTER (WHERE telegram_token IS NOT NULL)::int AS on_telegram,
         count(*) FILTER (WHERE model NOT IN ('small', 'large'))::int AS damaged
  FROM assistants`;

const OF_USER = 'SELECT id, name, model FROM assistants WHERE user_id = $1 AND is_active ORDER BY created_at DESC';

export const routes = [
  {
    method: 'GET',
    path: /^\/api\/assistants\/stats$/,
    async handle() {
      const [stats, own] = await Promise.all([query(STATS), query(OF_USER, [2])]);
      const { damaged, ...assistants } = stats.rows[0];
      if (damaged > 0) throw new HttpError(500, `${damaged} assistants are damaged: there is no such model as theirs`);
      return { assistants, own: own.rows };
    },
  },
];
