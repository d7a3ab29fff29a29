import 'server-only';
import { expectedOf, judgeSchema, judgeUnknownSchema } from '@/lib/domain/preflight/expected-schema';
import { schemaFromDdl } from '@/lib/domain/schema-from-ddl';
import { type Schema, schemaItems } from '@/lib/domain/schema-model';
import { parseScript } from '../../runbooks/parse-sql';
import { ask, isWayBack, type Look, type LookContext, type Looked, one, query } from './look';

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
  const expected = expectedOf({ now, after: then, missing: await differences(context, then) });
  const { present, absent } = expected;
  const comma = [...present, ...absent].find((item) => item.includes(','));
  if (comma) return unknown(`the name in "${comma}" holds a comma`);
  return {
    findings: judgeSchema(expected, to.unread),
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
  const finding = judgeUnknownSchema(why);
  return { findings: [finding], missingFacts: { schema_present: finding.sentence } };
}
