import { query } from '../lib/database.mjs';
import { servedCommit } from '../lib/settings.mjs';

const commit = servedCommit();

export const routes = [
  {
    method: 'GET',
    path: /^\/health$/,
    handle: () => ({ commit, uptimeSeconds: Math.round(process.uptime()) }),
  },
  {
    method: 'GET',
    path: /^\/api\/health$/,
    async handle() {
      const { rows } = await query('SELECT 1 AS one');
      return { commit, database: rows[0].one === 1 ? 'ok' : 'error' };
    },
  },
];
