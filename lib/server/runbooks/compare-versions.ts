import 'server-only';
import { diffLines } from 'diff';
import { stringify } from 'yaml';
import type { DiffLine, ProcedureVersion, ProcedureVersionsView } from '@/lib/contracts/procedure-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { getCurrentRunbook } from './store-runbook';

/** So many of the runbook's versions are looked through; a procedure changes in few of them. */
const LOOKED_AT = 60;
/** Lines that did not change, shown around those that did. */
const AROUND = 3;

/**
 * The versions of the runbook in which a procedure, or the SQL that it runs, became another, newest first, each with what
 * changed. Null without such a procedure.
 */
export async function getProcedureVersions(me: Me, key: string): Promise<ProcedureVersionsView | null> {
  await authorise(me, 'console.read');
  const runbook = await getCurrentRunbook();
  const procedure = runbook.content.procedures.find((one) => one.key === key);
  if (!procedure) return null;
  const rows = await db().runbookVersion.findMany({
    where: { key: runbook.key },
    orderBy: { createdAt: 'desc' },
    take: LOOKED_AT,
    select: { id: true, hash: true, label: true, createdAt: true },
  });
  const texts: string[] = [];
  // One after the other: each is a whole runbook, read once a process.
  for (const { id } of rows) texts.push(await textIn(id, key));
  const versions = rows.flatMap(({ hash, label, createdAt }, at): ProcedureVersion[] => {
    const [now = '', before = ''] = [texts[at], texts[at + 1]];
    // The oldest that was looked at has nothing to be compared with, and says so by being first.
    const isFirst = at === rows.length - 1;
    if (!isFirst && now === before) return [];
    const lines = isFirst ? [] : changedLines(before, now);
    const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
    const about = { hash, label, createdAt: createdAt.toISOString(), isFirst, isInForce: hash === runbook.hash };
    return [{ ...about, lines, added: count('added'), removed: count('removed') }];
  });
  return { key, title: procedure.title, versions };
}

/** Versions never change, and a procedure is looked at again while somebody compares: its text in each is made once. */
const TEXTS_KEPT = 600;
const keptTexts = new Map<string, string>();

async function textIn(versionId: string, key: string): Promise<string> {
  const place = `${versionId} ${key}`;
  const known = keptTexts.get(place);
  if (known !== undefined) return known;
  const [row] = await db().$queryRaw<{ procedures: RunbookContent['procedures']; sql: RunbookContent['sql'] }[]>`
    SELECT coalesce(jsonb_path_query_array("content", '$.procedures[*] ? (@.key == $key)', jsonb_build_object('key', ${key}::text)), '[]')
      AS procedures, "content"->'sql' AS sql
    FROM "RunbookVersion" WHERE "id" = ${versionId}::uuid`;
  const text = row ? textOf(row, key) : '';
  if (keptTexts.size >= TEXTS_KEPT) keptTexts.clear();
  keptTexts.set(place, text);
  return text;
}

/** The procedure as YAML with the SQL that its steps run: what people would compare side by side. Empty where it is not there. */
function textOf({ procedures, sql }: Pick<RunbookContent, 'procedures' | 'sql'>, key: string): string {
  const procedure = procedures.find((one) => one.key === key);
  if (!procedure) return '';
  const files = [...new Set(procedure.steps.flatMap(({ step }) => (step.kind === 'sql' ? [step.file] : [])))].sort();
  const statements = files.map((file) => `\n# ${file}\n${sql[file] ?? ''}`);
  return `${stringify(procedure, { sortMapEntries: (a, b) => placeOf(a.key) - placeOf(b.key) || (String(a.key) < String(b.key) ? -1 : 1) })}${statements.join('\n')}`;
}

/** The store keeps no order of fields; these first, the others by their names. */
const FIRST: readonly string[] = [
  'key',
  'branch',
  'step',
  'title',
  'summary',
  'about',
  'kind',
  'effect',
  'file',
  'command',
];
function placeOf(key: unknown): number {
  const name = String((key as { value?: unknown } | null)?.value ?? key);
  const at = FIRST.indexOf(name);
  return at < 0 ? FIRST.length : at;
}

/** Lines that came and went, each with a few around it; what is left out between them is one line that counts it. */
export function changedLines(before: string, now: string): DiffLine[] {
  const lines = diffLines(before, now).flatMap(({ value, added, removed }): DiffLine[] =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'same'),
  );
  const shown: DiffLine[] = [];
  let skipped = 0;
  for (const [at, line] of lines.entries()) {
    if (!isNear[at]) skipped += 1;
    if (isNear[at] && skipped > 0) shown.push({ kind: 'skipped', text: String(skipped) });
    if (isNear[at]) {
      skipped = 0;
      shown.push(line);
    }
  }
  return skipped > 0 && shown.length > 0 ? [...shown, { kind: 'skipped', text: String(skipped) }] : shown;
}
