import { query } from '../lib/database.mjs';
import { suggestFor } from '../lib/knowledge.mjs';

const RECENT = `
  SELECT d.id, d.channel, d.started_at, d.assistant_id, a.name AS assistant
  FROM dialogs AS d JOIN assistants AS a ON a.id = d.assistant_id
  ORDER BY d.started_at DESC LIMIT 20`;

const DAMAGED = `
  SELECT count(*)::int AS n FROM dialog_messages
  WHERE dialog_id = ANY($1) AND sender NOT IN ('user', 'assistant')`;

const MESSAGES = `
  SELECT id, sender, content, "timestamp" FROM dialog_messages
  WHERE dialog_id = $1 ORDER BY "timestamp" DESC LIMIT 50`;

export const routes = [
  {
    method: 'GET',
    path: /^\/api\/dialogs\/recent$/,
    async handle() {
      const { rows } = await query(RECENT);
      const damaged = await query(DAMAGED, [rows.map((row) => row.id)]);
      const { n } = damaged.rows[0];
      if (n > 0) return { status: 'error', error: `${n} messages of recent dialogs are damaged: nobody sent them` };
      return { dialogs: rows, suggestion: await suggestFor(rows[0]?.assistant_id) };
    },
  },
  {
    method: 'GET',
    path: /^\/api\/dialogs\/(\d{1,9})\/messages$/,
    async handle({ params }) {
      const { rows } = await query(MESSAGES, [Number(params[0])]);
      return { messages: rows };
    },
  },
];
