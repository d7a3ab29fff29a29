import type { Finding } from '@/lib/contracts/plan';
import { ok, warn } from './finding';

const KEY = 'expected-schema';
const REMEDY = 'After the downgrade only the core tables are read; look at the schema by hand as well.';

/** What is there now, what there has to be then, and what of that is missing already: lists of objects, as words. */
export type SchemaChange = { now: readonly string[]; after: readonly string[]; missing: readonly string[] };
export type Expected = { present: string[]; absent: string[]; come: string[]; deviating: string[] };

/** What deviates already, and is the same in both revisions, is said and not expected. */
export function expectedOf({ now, after, missing }: SchemaChange): Expected {
  const deviating = after.filter((item) => missing.includes(item) && now.includes(item));
  return {
    deviating,
    present: after.filter((item) => !deviating.includes(item)),
    absent: now.filter((item) => !after.includes(item)),
    come: after.filter((item) => !now.includes(item)),
  };
}

/** `unread`: statements of the migrations whose effect is not understood. */
export function judgeSchema({ present, absent, come, deviating }: Expected, unread: readonly string[]): Finding[] {
  const tables = present.filter((item) => item.startsWith('table ')).length;
  const expected = ok(
    KEY,
    `${present.length} objects of ${tables} tables are expected after the downgrade; ${absent.length} go and ${come.length} come.`,
    [...absent.map((item) => `goes: ${item}`), ...come.map((item) => `comes: ${item}`)],
  );
  const deviates = warn(
    `${KEY}-deviations`,
    `${deviating.length} objects of the migrations are missing already, and the downgrade does not bring them.`,
    'Somebody changed the schema behind Alembic: ask who, and why.',
    deviating,
  );
  const isUnread = warn(
    `${KEY}-unread`,
    `${unread.length} statements of the migrations are not understood, so their effect is not expected.`,
    REMEDY,
    [...unread],
  );
  return [expected, ...(deviating.length > 0 ? [deviates] : []), ...(unread.length > 0 ? [isUnread] : [])];
}

/** It is checked against the core tables alone then, which a person has to know. */
export function judgeUnknownSchema(why: string): Finding {
  return warn(KEY, `What the schema should look like cannot be worked out: ${why}.`, REMEDY);
}
