import { query } from '../lib/database.mjs';

const STATS = `
  SELECT count(*)::int AS total, count(*) FILTER (WHERE is_active)::int AS active,
         count(*) FILTER (WHERE telegram_token IS NOT NULL)::int AS on_telegram
  FROM assistants`;

const OF_USER = 'SELECT id, name, model FROM assistants WHERE user_id = $1 AND is_active ORDER BY created_at DESC';

export const routes = [
  {
    method: 'GET',
    path: /^\/api\/assistants\/stats$/,
    async handle() {
      const [stats, own] = await Promise.all([query(STATS), query(OF_USER, [2])]);
      return { assistants: stats.rows[0], own: own.rows };
    },
  },
];
