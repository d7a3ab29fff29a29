import 'server-only';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { ProcedureStepView } from '@/lib/contracts/procedure-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type {
  ImportDraftView,
  ImportedRunbook,
  ImportLine,
  importFileSchema,
  KeptRunbookPageView,
  KeptRunbookView,
  keepImportSchema,
} from '@/lib/contracts/runbook-import';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, type Transaction } from '../../audit/append-event';
import { authorise } from '../../auth/authorise';
import { db } from '../../db';
import { toStepView } from '../list-procedures';
import { hashOf } from '../load-runbook';
import { problemsOfRunbook } from '../runbook-policy';
import { getCurrentRunbook, type StoredRunbook } from '../store-runbook';
import { type ReadImport, readImport } from './read-import';

type File = z.output<typeof importFileSchema>;

/** The page is for those who may bring one in. */
export async function openImport(me: Me): Promise<void> {
  await authorise(me, 'runbook.import');
}

/** What a file would bring in, and everything that stands against it. Nothing is kept. */
export async function draftImport(me: Me, file: File): Promise<ImportDraftView> {
  await authorise(me, 'runbook.import');
  const { read, content } = await readFile(file);
  return {
    name: file.name,
    key: read.runbook?.key ?? '',
    title: read.runbook?.title ?? '',
    label: read.runbook?.label ?? '',
    procedures: read.runbook ? proceduresOf(read.runbook) : [],
    refusals: read.refusals,
    notes: read.notes,
    hash: content ? hashOf(content) : null,
  };
}

/**
 * Keeps the version that the person saw: the file is read and judged anew, and its hash has to be that of the draft. It is
 * kept beside the runbook in force, under its own key. No plan is made from it.
 */
export async function keepImport(
  me: Me,
  { hash, ...file }: z.output<typeof keepImportSchema>,
): Promise<{ hash: string; isNew: boolean }> {
  await authorise(me, 'runbook.import');
  const { read, content, inForce } = await readFile(file);
  if (!content) throw refusedWhole(read);
  if (content.key === inForce.key)
    throw new AppError(
      'conflict',
      `“${content.key}” is the key of the runbook in force, which is changed by its files only. Nothing was kept.`,
      'Give the runbook in the file a key of its own.',
    );
  if (hashOf(content) !== hash)
    throw new AppError(
      'plan_changed',
      'The file, or the runbook in force that it leans on, is not the one that was shown. Nothing was kept.',
      'Read the file again and look at what it brings now.',
    );
  return db().$transaction((tx) => keep(me, content, hash, file, tx));
}

async function keep(me: Me, content: RunbookContent, hash: string, file: File, tx: Transaction) {
  const person = await authorise(me, 'runbook.import', tx);
  const made = await tx.runbookVersion.createMany({
    data: { key: content.key, label: content.label, hash, content: JSON.parse(JSON.stringify(content)) },
    skipDuplicates: true,
  });
  if (made.count === 0) return { hash, isNew: false };
  await appendEvent(tx, {
    type: 'runbook.imported',
    data: {
      key: content.key,
      label: content.label,
      title: content.title,
      hash,
      file: file.name,
      fileHash: createHash('sha256').update(Buffer.from(file.base64, 'base64')).digest('hex'),
      procedures: content.procedures.map(({ key, title }) => `${key} ${title}`),
    },
    actor: person,
  });
  return { hash, isNew: true };
}

/** Versions that were brought in, newest first, without the one in force and those that it took the place of. */
export async function listImports(me: Me): Promise<{ inForce: string; kept: KeptRunbookView[] }> {
  await authorise(me, 'console.read');
  const inForce = await getCurrentRunbook();
  // Asked of the JSON: a version carries the whole of the runbook, and a list needs its titles.
  const rows = await db().$queryRaw<(Omit<KeptRunbookView, 'keptAt'> & { keptAt: Date })[]>`
    select "hash", "key", "label", "content"->>'title' as "title", "createdAt" as "keptAt",
      array(select p->>'key' || ' ' || (p->>'title') from jsonb_array_elements("content"->'procedures') p) as "procedures"
    from "RunbookVersion" where "key" <> ${inForce.key} order by "createdAt" desc limit 50`;
  return {
    inForce: `${inForce.content.title}, ${inForce.label}`,
    kept: rows.map((row) => ({ ...row, keptAt: row.keptAt.toISOString() })),
  };
}

/** A version that was brought in, as it was kept; null where there is none of that hash, or it is a version in force. */
export async function getImport(me: Me, hash: string): Promise<KeptRunbookPageView | null> {
  await authorise(me, 'console.read');
  const inForce = await getCurrentRunbook();
  const row = await db().runbookVersion.findUnique({ where: { hash } });
  if (!row || row.key === inForce.key) return null;
  const content = row.content as unknown as RunbookContent;
  const { key, title, label } = content;
  return { hash, key, title, label, keptAt: row.createdAt.toISOString(), procedures: proceduresOf(content) };
}

async function readFile(
  file: File,
): Promise<{ read: ReadImport; content: RunbookContent | null; inForce: StoredRunbook }> {
  const inForce = await getCurrentRunbook();
  const read = await readImport(file.name, Buffer.from(file.base64, 'base64'), inForce.content.sql);
  const content = read.runbook && contentOf(read.runbook, inForce.content);
  const refusals = content ? await refusalsOfWhole(content) : [];
  if (refusals.length > 0) return { read: { ...read, runbook: null, refusals }, inForce, content: null };
  return { read, inForce, content };
}

/**
 * What every version has to pass before it is stored. The file's own lines were judged when it was read, so what is found
 * here lies in the runbook in force, which was stored before the policy became what it is.
 */
async function refusalsOfWhole(content: RunbookContent): Promise<ImportLine[]> {
  const problems = await problemsOfRunbook(content);
  return problems.map(({ file, key, message }) => ({
    line: 1,
    key: '',
    message: `nothing is wrong on this line: it leans on the runbook in force, of which ${key || file} may no longer run. ${message}`,
  }));
}

/** Matrix, contacts and checks are the console's own: a file brings in procedures, not who approves them. */
function contentOf({ key, title, label, procedures, sql }: ImportedRunbook, inForce: RunbookContent): RunbookContent {
  return { ...inForce, key, title, label, procedures, sql: { ...inForce.sql, ...sql } };
}

function proceduresOf(runbook: Pick<ImportedRunbook, 'procedures' | 'sql'>): ImportDraftView['procedures'] {
  return runbook.procedures.map(({ key, title, summary, steps }) => ({
    key,
    title,
    summary,
    steps: steps.map((placed): ProcedureStepView => toStepView(placed, runbook.sql)),
  }));
}

function refusedWhole({ refusals }: ReadImport): AppError {
  const lines = refusals
    .slice(0, 20)
    .map(({ line, key, message }) => `line ${line}${key ? ` ${key}` : ''}: ${message}`);
  return new AppError(
    'invalid_input',
    `The file was refused, and nothing was kept.\n${lines.join('\n')}`,
    'Mend it at the lines named, then bring it in again.',
  );
}
