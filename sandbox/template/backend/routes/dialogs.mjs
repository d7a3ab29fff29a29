import { query } from '../lib/database.mjs';

const RECENT = `
  SELECT d.id, d.channel, d.started_at, a.name AS assistant
  FROM dialogs AS d JOIN assistants AS a ON a.id = d.assistant_id
  ORDER BY d.started_at DESC LIMIT 20`;

const MESSAGES = `
  SELECT id, sender, content, "timestamp" FROM dialog_messages
  WHERE dialog_id = $1 ORDER BY "timestamp" DESC LIMIT 50`;

export const routes = [
  {
    method: 'GET',
    path: /^\/api\/dialogs\/recent$/,
    async handle() {
      const { rows } = await query(RECENT);
      return { dialogs: rows };
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
