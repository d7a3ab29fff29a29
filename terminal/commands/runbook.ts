import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type ImportDraftView,
  type ImportLine,
  importFileSchema,
  keepImportSchema,
  MAX_IMPORT_BYTES,
} from '@/lib/contracts/runbook-import';
import { draftImport, keepImport } from '@/lib/server/runbooks/import/import-runbook';
import { type Command, command } from '../command';
import { usageError } from '../errors';
import type { Screen } from '../screen';

const bringIn = command<{ keep?: boolean }>({
  name: 'import',
  args: [['<file>', 'a runbook as one YAML or Markdown file; docs/import.md has both forms']],
  about: 'Read a runbook from a file, say what stands against it, and keep it as a version',
  details:
    'For team leads and executives. It is kept beside the runbook in force and under its own key: no plan is made from it.\nEnds with 7 where the file was refused.',
  options: (parser) => parser.option('--keep', 'keep what was read; without it nothing is kept'),
  examples: [
    ['npx rollback runbook import ours.md', 'reads only'],
    ['npx rollback runbook import ours.md --keep', 'keeps it, where nothing stands against it'],
  ],
  run: async (at, [path], { keep }) => {
    const file = { name: basename(path as string), base64: await readSmall(path as string) };
    const draft = await at.act(importFileSchema, file, draftImport);
    const isKept = Boolean(keep) && draft.hash !== null;
    if (isKept) await at.act(keepImportSchema, { ...file, hash: draft.hash as string }, keepImport);
    const { key, title, label, refusals, notes, hash } = draft;
    const procedures = draft.procedures.map((procedure) => `${procedure.key} ${procedure.title}`);
    return {
      value: { key, title, label, procedures, refusals, notes, hash, isKept },
      print: (screen) => print(screen, draft, isKept),
      exit: hash === null ? 'unwell' : 'ok',
    };
  },
});

export const runbook: Command = {
  name: 'runbook',
  about: 'Bring in runbooks that were written elsewhere',
  examples: [['npx rollback runbook import ours.md', 'shows what it would bring']],
  children: [bringIn],
};

async function readSmall(path: string): Promise<string> {
  const unreadable = (cause: NodeJS.ErrnoException) =>
    usageError(`${path} cannot be read (${cause.code}).`, 'Name the file of a runbook.');
  const { size } = await stat(path).catch((cause) => {
    throw unreadable(cause);
  });
  if (size > MAX_IMPORT_BYTES)
    throw usageError(
      `${path} is longer than ${MAX_IMPORT_BYTES / 1024} KiB. Nothing was read.`,
      'Split it into runbooks that a person can read.',
    );
  return readFile(path, 'base64').catch((cause) => {
    throw unreadable(cause);
  });
}

function print(screen: Screen, draft: ImportDraftView, isKept: boolean): void {
  if (draft.hash !== null) screen.heading(`${draft.title} (${draft.key}, ${draft.label})`);
  for (const { key, title, steps } of draft.procedures) {
    screen.line(['bold', `${key} ${title}`]);
    for (const [index, step] of steps.entries())
      screen.line(`  ${index + 1}. ${step.title}  `, [step.effect === 'read' ? 'dim' : 'yellow', step.effect]);
  }
  printLines(screen, 'Read otherwise, or left out', draft.notes);
  printLines(screen, 'Refused: nothing was kept', draft.refusals);
  if (draft.hash === null) return;
  screen.line(
    isKept
      ? ['green', 'Kept as a version. No plan is made from it.']
      : ['dim', 'Nothing was kept; --keep keeps it as a version.'],
  );
}

function printLines(screen: Screen, title: string, lines: readonly ImportLine[]): void {
  if (lines.length === 0) return;
  screen.heading(title);
  for (const { line, key, message } of lines) screen.line(`  line ${line}${key ? `  ${key}` : ''}: ${message}`);
}
