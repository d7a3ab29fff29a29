import 'server-only';
import { type ImportedRunbook, type ImportLine, importedRunbookSchema } from '@/lib/contracts/runbook-import';
import { readImportText } from '@/lib/domain/import-file';
import { withoutDecisions } from '@/lib/domain/import-ignored';
import { checkProcedure } from '@/lib/domain/runbook-checks';
import type { RunbookProblem } from '@/lib/domain/runbook-errors';
import { readSqlFile } from '@/lib/domain/runbook-sql';
import { scriptRefusalReason, scriptRefusalWords } from '@/lib/domain/script-policy';
import { scriptJudgeFor } from '../parse-shell';
import { loadSqlParser } from '../parse-sql';
import { parseYaml, readYaml, type YamlFile } from '../read-yaml';
import { type RefusedScript, refusedScripts } from '../runbook-policy';
import { problemsOfSqlUses, sqlUsesOf } from '../runbook-sql-uses';
import { problemsOfSqlFile, type SqlCatalogue } from '../sql-catalogue';
import { type ReadFile, readMarkdownRunbook } from './markdown-runbook';

export type ReadImport = { runbook: ImportedRunbook | null; refusals: ImportLine[]; notes: ImportLine[] };

/**
 * Reads a file that was brought in, as strictly as the console's own runbook is read, and says everything that is wrong
 * by its line. `known`: the SQL that it may use besides its own. Throws AppError for what is no text at all.
 */
export async function readImport(name: string, bytes: Uint8Array, known: SqlCatalogue): Promise<ReadImport> {
  await loadSqlParser();
  const { format, text, notes } = readImportText(name, bytes);
  const file: ReadFile =
    format === 'yaml' ? { yaml: readYaml(name, text), notes: [] } : readMarkdownRunbook(name, text);
  const { value, ignored } = withoutDecisions(file.yaml.value);
  const yaml = { ...file.yaml, value };
  const runbook = parseYaml(yaml, importedRunbookSchema);
  if (runbook)
    yaml.problems.push(...problemsOf(runbook, known).map(({ path, message }) => yaml.problemAt(path, message)));
  // What Markdown became has the form of a step, whatever else is wrong with the file; YAML has it once the schema says so.
  const { procedures } = runbook ?? (format === 'markdown' ? (value as { procedures: unknown }) : {});
  await scriptJudgeFor(procedures);
  yaml.problems.push(...refusedScripts(procedures, ['procedures']).map((refused) => scriptProblem(refused, yaml)));
  return {
    runbook: yaml.problems.length > 0 ? null : runbook,
    refusals: yaml.problems.map(asLine),
    notes: [
      ...notes.map((message) => ({ line: 1, key: '', message })),
      ...file.notes,
      ...ignored.map(({ path, message }) => asLine(yaml.problemAt(path, message))),
    ],
  };
}

function asLine({ line, key, message }: RunbookProblem): ImportLine {
  return { line, key, message };
}

/** By the line of the file where that is one of the script's own lines; else the sentence counts within the script. */
function scriptProblem({ path, refusal }: RefusedScript, yaml: YamlFile): RunbookProblem {
  const above = yaml.lineAbove(path);
  if (above === null) return yaml.problemAt(path, scriptRefusalWords(refusal));
  return { ...yaml.problemAt(path, scriptRefusalReason(refusal)), line: above + refusal.line };
}

type Complaint = { path: (string | number)[]; message: string };

function problemsOf(runbook: ImportedRunbook, known: SqlCatalogue): Complaint[] {
  const own = Object.entries(runbook.sql);
  const broken = own.flatMap(([name, text]) =>
    problemsOfSqlFile(name, text).map(({ message }): Complaint => ({ path: ['sql', name], message })),
  );
  const used = new Set(sqlUsesOf(runbook.procedures).map(({ file }) => file));
  const unfit = own.flatMap(([name, text]): Complaint[] => {
    if (known[name] !== undefined && known[name] !== text)
      return [
        { path: ['sql', name], message: 'a file of this name is in force with another text: give it another name' },
      ];
    return used.has(name) ? [] : [{ path: ['sql', name], message: 'no step uses this text' }];
  });
  // A text with a broken header has none to hold its use against.
  if (broken.length > 0) return [...broken, ...unfit];
  const catalogue: SqlCatalogue = Object.assign(Object.create(null), known, runbook.sql);
  const keys = runbook.procedures.map(({ key }) => key);
  return [
    ...unfit,
    ...runbook.procedures.flatMap((procedure, index): Complaint[] => {
      const here = ['procedures', index];
      const doubled: Complaint[] =
        keys.indexOf(procedure.key) < index ? [{ path: ['key'], message: 'another procedure has this key' }] : [];
      const uses = sqlUsesOf(procedure);
      const complaints = [...doubled, ...checkProcedure(procedure), ...problemsOfSqlUses(uses, catalogue)];
      return complaints.map(({ path, message }) => ({ path: [...here, ...path], message }));
    }),
    ...unverified(runbook, catalogue),
  ];
}

/** A change's own header may name the file that shows whether it took: then that has to be there as well. */
function unverified(runbook: ImportedRunbook, catalogue: SqlCatalogue): Complaint[] {
  return Object.entries(runbook.sql).flatMap(([name, text]) => {
    const { verify } = readSqlFile(`sql/${name}`, text).header;
    return verify === null || catalogue[verify] !== undefined
      ? []
      : [{ path: ['sql', name], message: `its header names ${verify}, which is not there` }];
  });
}
