import 'server-only';
import { ok, warn } from '@/lib/domain/preflight/finding';
import { schemaFromDdl } from '@/lib/domain/schema-from-ddl';
import { type Schema, schemaItems } from '@/lib/domain/schema-model';
import { parseScript } from '../../runbooks/parse-sql';
import { ask, isWayBack, type Look, type LookContext, type Looked, one, query } from './look';

const KEY = 'expected-schema';
const REMEDY = 'After the downgrade only the core tables are read; look at the schema by hand as well.';
/** A list may not be empty, and no object is called so. */
const NOTHING = 'nothing';

/**
 * The tables, columns, keys and indexes that the migrations make up to a revision, worked out from what Alembic would run
 * on an empty database, and what is there now and has to be gone by then. What deviates already, and is the same in both
 * revisions, is said and not expected.
 */
export const expectedSchema: Look = async (context, args) => {
  if (isWayBack(context)) return { findings: [] };
  const [row] = await query(context, 'preflight/alembic-version.sql');
  const [at, to] = await Promise.all([
    schemaAt(context, String(row?.version_num)),
    schemaAt(context, one(args, 'revision')),
  ]);
  if (typeof at === 'string' || typeof to === 'string')
    return unknown([at, to].find((one) => typeof one === 'string') as string);
  const [now, then] = [schemaItems(at), schemaItems(to)];
  const missing = new Set(await differences(context, then));
  const deviating = then.filter((item) => missing.has(item) && now.includes(item));
  const present = then.filter((item) => !deviating.includes(item));
  const absent = now.filter((item) => !then.includes(item));
  const comma = [...present, ...absent].find((item) => item.includes(','));
  if (comma) return unknown(`the name in "${comma}" holds a comma`);
  return {
    findings: [
      ...judge(
        present,
        absent,
        then.filter((item) => !now.includes(item)),
      ),
      ...said(deviating),
      ...unread(to),
    ],
    facts: { schema_present: present.join(','), schema_absent: absent.join(',') || NOTHING },
  };
};

/** Or why it cannot be worked out. */
async function schemaAt(context: LookContext, revision: string): Promise<Schema | string> {
  const script = await ask(context, 'alembic-upgrade-sql', { revision });
  if (!script.isOk) return script.why;
  const parsed = parseScript(script.text);
  return parsed.verdict === 'parsed' ? schemaFromDdl(parsed.tree) : parsed.because;
}

async function differences(context: LookContext, present: string[]): Promise<string[]> {
  const rows = await query(context, 'verify/schema-differences.sql', { present, absent: [NOTHING] });
  return rows.map((row) => String(row.object));
}

function unknown(why: string): Looked {
  const sentence = `What the schema should look like cannot be worked out: ${why}.`;
  return { findings: [warn(KEY, sentence, REMEDY)], missingFacts: { schema_present: sentence } };
}

function judge(present: string[], absent: string[], come: string[]): Looked['findings'] {
  const tables = present.filter((item) => item.startsWith('table ')).length;
  const details = [...absent.map((item) => `goes: ${item}`), ...come.map((item) => `comes: ${item}`)];
  return [
    ok(
      KEY,
      `${present.length} objects of ${tables} tables are expected after the downgrade; ${absent.length} go and ${come.length} come.`,
      details,
    ),
  ];
}

function said(deviating: string[]): Looked['findings'] {
  if (deviating.length === 0) return [];
  return [
    warn(
      `${KEY}-deviations`,
      `${deviating.length} objects of the migrations are missing already, and the downgrade does not bring them.`,
      'Somebody changed the schema behind Alembic: ask who, and why.',
      deviating,
    ),
  ];
}

function unread({ unread: kinds }: Schema): Looked['findings'] {
  if (kinds.length === 0) return [];
  const sentence = `${kinds.length} statements of the migrations are not understood, so their effect is not expected.`;
  return [warn(`${KEY}-unread`, sentence, REMEDY, kinds)];
}
