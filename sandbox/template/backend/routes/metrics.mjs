import { query } from '../lib/database.mjs';
import { HttpError } from '../lib/http-error.mjs';

const RECORD = 'INSERT INTO query_performance_log (query_name, duration_ms) VALUES ($1, $2)';

export const routes = [
  {
    method: 'POST',
    path: /^\/api\/metrics$/,
    async handle({ body }) {
      if (typeof body.query !== 'string' || !(body.durationMs >= 0))
        throw new HttpError(400, 'query and durationMs needed');
      await query(RECORD, [body.query.slice(0, 120), body.durationMs]);
      return {};
    },
  },
];
