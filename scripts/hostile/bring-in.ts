import { readFileSync } from 'node:fs';
import type { ImportDraftView } from '../../lib/contracts/runbook-import';
import type { Expected, Row, Seen } from './row';
import { seenOfCall, seenWhere } from './seen';
import type { World } from './world';

const MARKDOWN = readFileSync('docs/examples/runbook.md', 'utf8');
const YAML = readFileSync('docs/examples/runbook.yaml', 'utf8');
const DROP = 'drop index concurrently idx_users_email\n';

/** The example of the documentation with one thing in it changed. Throws where that is not there. */
export function changed(form: 'md' | 'yaml', from: string, to: string): string {
  const text = form === 'md' ? MARKDOWN : YAML;
  if (!text.includes(from)) throw new Error(`The example has no ${from}`);
  return text.replace(from, () => to);
}
export const examples = { md: MARKDOWN, yaml: YAML };

/** A file as a team lead brings it in: read, and kept where the page offers to keep it. */
export async function bringIn(
  world: World,
  name: string,
  content: string | Uint8Array,
): Promise<Seen & { draft?: ImportDraftView }> {
  const before = await countVersions(world);
  const file = { name, base64: Buffer.from(content as string).toString('base64') };
  const read = await world.act<ImportDraftView>('lead', 'draftImport', file);
  if (!read.result?.ok) return seenOfCall(read);
  const draft = read.result.value;
  if (draft.hash === null) {
    // Whoever has no button may still call what is behind it.
    const forced = await world.act('lead', 'keepImport', { ...file, hash: '0'.repeat(64) });
    const isKept = forced.result?.ok || (await countVersions(world)) !== before;
    const words = draft.refusals.map(({ line, message }) => `line ${line}: ${message}`).join(' | ');
    return { came: isKept ? 'kept' : 'R', words, draft };
  }
  const kept = await world.act('lead', 'keepImport', { ...file, hash: draft.hash });
  if (!kept.result?.ok) return { ...seenOfCall(kept), draft };
  return { came: 'accepted', words: `kept; ${draft.notes.map(({ message }) => message).join(' | ')}`, draft };
}

async function countVersions(world: World): Promise<number> {
  return Number((await world.store.query('select count(*) from "RunbookVersion"')).rows[0].count);
}

/** A row that brings one file in. */
export function importRow(
  id: string,
  what: string,
  name: string,
  content: () => string | Uint8Array,
  expected: Expected = 'R',
): Row {
  return { id, what, surface: 'import page', expected, feed: (world) => bringIn(world, name, content()) };
}

/** The same at a terminal. */
export function sqlRow(id: string, what: string, statement: string, expected: Expected = 'R'): Row {
  return importRow(id, what, 'hostile.md', () => changed('md', DROP, `${statement}\n`), expected);
}

const LAST_FACT = '- Limit: 10 min\n';
/** What lets a step be a script: such a line has to be refused for what it does, and not for a place that is not named. */
const PLACED = '- Place: app\n- Variables: DATABASE_URL\n- Folders: /srv/replyx/kept\n';

/** A shell block in place of the statement, refused with a sentence that says why. */
export function shellRow(id: string, what: string, line: string, why: RegExp, facts = PLACED): Row {
  return {
    id,
    what,
    surface: 'import page',
    expected: 'R',
    async feed(world) {
      const step = `${LAST_FACT}${facts}\n\`\`\`bash\n${line}\n`;
      const seen = await bringIn(world, 'hostile.md', changed('md', `${LAST_FACT}\n\`\`\`sql\n${DROP}`, step));
      return seen.came === 'R' ? seenWhere(why.test(seen.words), 'R', seen.words) : seen;
    },
  };
}
