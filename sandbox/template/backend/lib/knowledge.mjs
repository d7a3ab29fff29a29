import { query } from './database.mjs';

// What was suggested moves on in rank, so that the same chunk does not come first for ever.
const SUGGEST = `
  UPDATE knowledge_embeddings SET importance = (importance + 1) % 10
  WHERE id = (
    SELECT id FROM knowledge_embeddings
    ORDER BY assistant_id = $1 DESC, importance DESC, id LIMIT 1)
  RETURNING chunk`;

/** The chunk of knowledge to suggest for an assistant: its own most important one, or else the best of all. */
export async function suggestFor(assistantId) {
  const { rows } = await query(SUGGEST, [assistantId]);
  return rows[0]?.chunk ?? null;
}
