import 'server-only';
import type { ImportLine } from '@/lib/contracts/runbook-import';
import { readYaml, type YamlFile } from '../read-yaml';
import { formatPath, type YamlPath } from '../yaml-places';
import { readMarkdown } from './markdown-blocks';
import { markdownSteps, type Section } from './markdown-steps';

/** A file's content in the form of the schema, not validated yet, with the places of its parts. */
export type ReadFile = { yaml: YamlFile; notes: ImportLine[] };

type Procedure = { value: Record<string, unknown>; line: number; stepLines: number[] };

/**
 * A runbook as Markdown: front matter with `key`, `title` and `label`; each `## 9.1 Title` is a procedure, each `###` in
 * it a step with its `- Works when:`, `- Undo:`, `- Takes:`, `- Limit:` and its fences. docs/import.md has the layout.
 */
export function readMarkdownRunbook(name: string, text: string): ReadFile {
  const front = readFrontMatter(name, text);
  const { blocks, refusals, notes } = readMarkdown(front.rest);
  const sql: Record<string, string> = {};
  const sqlLines: Record<string, number> = {};
  const scriptLines: Record<number, number> = {};
  const procedures: Procedure[] = [];
  for (const section of sectionsOf(blocks, notes)) {
    const { steps, stepLines } = markdownSteps(section, { sql, sqlLines, scriptLines, refusals, notes });
    procedures.push({ value: procedureOf(section, steps, refusals), line: section.line, stepLines });
  }
  if (procedures.length === 0 || procedures.every(({ stepLines }) => stepLines.length === 0))
    refusals.push({
      line: 1,
      key: '',
      message: 'there is no step in it: a step is a ### heading with a fence below a ## heading',
    });
  const problems = [...front.refusals, ...refusals].map((problem) => ({ file: name, ...problem }));
  const value = { ...front.value, procedures: procedures.map((procedure) => procedure.value), sql };
  const problemAt = (path: YamlPath, message: string) => ({
    file: name,
    line: lineOf(path, procedures, sqlLines),
    key: formatPath(path),
    message,
  });
  // A script stands below the line of its fence.
  const lineAbove = (path: YamlPath) =>
    path.at(-1) === 'text' ? (scriptLines[lineOf(path, procedures, sqlLines)] ?? null) : null;
  return { yaml: { file: name, value, problems, problemAt, nodeAt: () => null, lineAbove }, notes };
}

function lineOf(
  [first, index, second, step]: YamlPath,
  procedures: readonly Procedure[],
  sqlLines: Readonly<Record<string, number>>,
): number {
  if (first === 'sql') return sqlLines[String(index)] ?? 1;
  const procedure = first === 'procedures' ? procedures[Number(index)] : undefined;
  const line = second === 'steps' ? procedure?.stepLines[Number(step)] : undefined;
  return line ?? procedure?.line ?? 1;
}

/** The block between `---` lines at the beginning. It is blanked, not cut, so that lines keep their numbers. */
function readFrontMatter(name: string, text: string) {
  const lines = text.split('\n');
  const end = lines[0]?.trim() === '---' ? lines.indexOf('---', 1) : -1;
  if (end === -1)
    return {
      value: {},
      rest: text,
      refusals: [
        { line: 1, key: '', message: 'it does not begin with front matter: key, title and label between --- lines' },
      ],
    };
  const yaml = readYaml(name, ['', ...lines.slice(1, end)].join('\n'));
  const value = typeof yaml.value === 'object' && yaml.value !== null && !Array.isArray(yaml.value) ? yaml.value : {};
  const { procedures: _procedures, sql: _sql, ...own } = value as Record<string, unknown>;
  const rest = [...lines.slice(0, end + 1).map(() => ''), ...lines.slice(end + 1)].join('\n');
  return { value: own, rest, refusals: yaml.problems.map(({ line, key, message }) => ({ line, key, message })) };
}

function sectionsOf(blocks: ReturnType<typeof readMarkdown>['blocks'], notes: ImportLine[]): Section[] {
  const sections: Section[] = [];
  for (const block of blocks) {
    const current = sections.at(-1);
    if (block.kind === 'heading' && block.depth === 2)
      sections.push({ heading: block.text, line: block.line, blocks: [] });
    else if (current) current.blocks.push(block);
    else if (block.kind === 'fence')
      notes.push({ line: block.line, key: '', message: 'this fence stands before the first procedure and is no step' });
  }
  return sections;
}

function procedureOf(section: Section, steps: unknown[], refusals: ImportLine[]): Record<string, unknown> {
  const [, key, title] = /^(\d+\.\d+)\s+(.+)$/.exec(section.heading) ?? [];
  if (key === undefined)
    refusals.push({
      line: section.line,
      key: '',
      message: 'the heading of a procedure begins with its number, as in "## 9.1 Remove the index"',
    });
  const own = section.blocks.slice(
    0,
    section.blocks.findIndex((block) => block.kind === 'heading' && block.depth >= 3),
  );
  const fact = (name: string) =>
    own.flatMap((block) => (block.kind === 'fact' && block.name === name ? block.text : []))[0];
  const words = own.flatMap((block) => (block.kind === 'words' ? block.text : [])).join(' ');
  const minutes = /(\d+)\D+(\d+)/.exec(fact('estimate') ?? '') ?? [];
  return {
    key: key ?? '0.0',
    title: title ?? section.heading,
    phase: Math.min(5, Math.max(1, Number(fact('phase') ?? 1) || 1)),
    summary: words,
    risk: fact('risk') ?? '',
    estimateMinutes: { from: Number(minutes[1] ?? 1), to: Number(minutes[2] ?? 30), isOurs: minutes.length === 0 },
    fits: [],
    branches: [{ key: 'main', title: title ?? section.heading, about: words }],
    // What can be asked of any target, whatever the text forgot to look at.
    preflight: [{ look: 'target-fingerprint' }, { look: 'open-transactions' }],
    steps,
  };
}
