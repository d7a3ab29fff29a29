import 'server-only';
import type { ImportLine } from '@/lib/contracts/runbook-import';
import { declareSql, withHeader } from './declare-sql';
import type { Block } from './markdown-blocks';
import { isShell, scriptOf, whyNoScript } from './markdown-script';

export type Section = { heading: string; line: number; blocks: Block[] };
type Into = {
  sql: Record<string, string>;
  sqlLines: Record<string, number>;
  /** From the line of a step to that of its script. */
  scriptLines: Record<number, number>;
  refusals: ImportLine[];
  notes: ImportLine[];
};
type Fence = Extract<Block, { kind: 'fence' }>;
type Draft = { title: string; line: number; words: string[]; facts: Map<string, string>; fences: Fence[] };

/** The steps below a procedure's headings, in the form of the schema. What cannot be one is refused at its line. */
export function markdownSteps(section: Section, into: Into): { steps: unknown[]; stepLines: number[] } {
  const drafts = draftsOf(section, into);
  const made = drafts.flatMap((draft) => {
    const step = stepOf(draft, into);
    return step === null ? [] : [{ step, line: draft.line }];
  });
  return { steps: made.map(({ step }) => ({ step })), stepLines: made.map(({ line }) => line) };
}

function draftsOf(section: Section, { notes }: Into): Draft[] {
  const drafts: Draft[] = [];
  for (const block of section.blocks) {
    const current = drafts.at(-1);
    if (block.kind === 'heading')
      drafts.push({ title: block.text, line: block.line, words: [], facts: new Map(), fences: [] });
    else if (block.kind === 'fence' && !current)
      notes.push({ line: block.line, key: '', message: 'this fence stands before the first step and is none' });
    else if (block.kind === 'fence') current?.fences.push(block);
    else if (block.kind === 'words') current?.words.push(block.text);
    else current?.facts.set(block.name, block.text);
  }
  return drafts;
}

function stepOf(draft: Draft, into: Into): unknown {
  const refuse = (line: number, message: string) => {
    into.refusals.push({ line, key: draft.title, message });
    return null;
  };
  const acts = draft.fences.filter(({ meta }) => !isCheck(meta));
  const [unfit] = acts.flatMap(({ line, language }) => {
    const why = whyNoScript(language, draft.facts);
    return why === null ? [] : [{ line, why }];
  });
  if (unfit) return refuse(unfit.line, unfit.why);
  if (acts.length > 1) return refuse(acts[1]?.line ?? draft.line, 'the step has two fences to run: make it two steps');
  const about = draft.words.join(' ');
  const base = {
    key: keyOf(draft.title),
    title: draft.title,
    verb: draft.facts.get('button') ?? draft.title,
    about: about === '' ? draft.title : about,
    estimateSeconds: seconds(draft.facts.get('takes')) ?? 30,
    timeoutSeconds: seconds(draft.facts.get('limit')) ?? 300,
    worksWhen: draft.facts.get('works when') ?? '',
    undo: draft.facts.get('undo') ?? '',
    ...(draft.facts.has('users notice') && { usersNotice: draft.facts.get('users notice') }),
    postcondition: draft.fences.filter(({ meta }) => isCheck(meta)).flatMap((fence) => checkOf(fence, draft, into)),
  };
  const [act] = acts;
  if (!act) return { ...base, kind: 'manual', effect: 'change', instruction: base.about };
  if (act.language === 'sql') return sqlStep(base, act, draft, into, refuse);
  if (act.language === 'command') return commandStep(base, act, refuse);
  if (isShell(act.language)) return scriptStep(base, act, draft, into, refuse);
  return refuse(
    act.line,
    `a fence named "${act.language}" is no step: use sql, command, bash, or words alone for people`,
  );
}

type Refuse = (line: number, message: string) => null;

function sqlStep(base: object, fence: Fence, draft: Draft, into: Into, refuse: Refuse): unknown {
  const declared = declareSql(fence.code);
  if (declared.verdict === 'refused') return refuse(fence.line, `${declared.because}. ${declared.remedy}`);
  const file = keepSql(fence, declared, draft.title, into);
  return { ...base, kind: 'sql', effect: declared.effect, file };
}

/** ```` ```command git-checkout ````: the name of a binding of the target, and below it one `argument: value` a line. */
function commandStep(base: object, fence: Fence, refuse: Refuse): unknown {
  const lines = fence.code.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^([a-z][a-z0-9_-]*):\s*(\S.*)$/.exec(line.trim()));
  if (pairs.includes(null)) return refuse(fence.line, 'below the command stands one "argument: value" a line');
  const given = Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
  return { ...base, kind: 'command', effect: 'change', command: fence.meta.trim(), arguments: given };
}

function scriptStep(base: object, fence: Fence, draft: Draft, into: Into, refuse: Refuse): unknown {
  const script = scriptOf(fence.code, draft.facts);
  if ('because' in script) return refuse(draft.line, script.because);
  into.scriptLines[draft.line] = fence.line;
  return { ...base, ...script };
}

const isCheck = (meta: string) => /^check\b/.test(meta);

/** ```` ```sql check rows=0 ```` or `value=…`: what has to hold after the step. */
function checkOf(fence: Fence, draft: Draft, into: Into): object[] {
  const refuse = (message: string) => {
    into.refusals.push({ line: fence.line, key: draft.title, message });
    return [];
  };
  const [, kind, wanted] = /^check\s+(rows|value)=(\S+)$/.exec(fence.meta) ?? [];
  if (fence.language !== 'sql' || wanted === undefined)
    return refuse('a check is ```sql check rows=N or ```sql check value=TEXT');
  if (kind === 'rows' && !/^\d{1,9}$/.test(wanted)) return refuse(`"${wanted}" is no number of rows`);
  const declared = declareSql(fence.code);
  if (declared.verdict === 'refused') return refuse(`${declared.because}. ${declared.remedy}`);
  if (declared.effect !== 'read') return refuse('a check only reads, and this changes something');
  const file = keepSql(fence, declared, `Check after: ${draft.title}`, into);
  const expect = kind === 'rows' ? { rows: Number(wanted) } : { value: wanted };
  return [{ check: 'sql', title: draft.facts.get('works when') ?? draft.title, file, expect }];
}

function keepSql(fence: Fence, declared: { statement: string; effect: string }, purpose: string, into: Into): string {
  const file = `imported/line-${fence.line}.sql`;
  into.sql[file] = withHeader(fence.code, declared, purpose);
  into.sqlLines[file] = fence.line;
  return file;
}

function keyOf(title: string): string {
  const key = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  return key.slice(0, 60) || 'step';
}

function seconds(text: string | undefined): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(s|seconds?|min|minutes?|h|hours?)\b/.exec(text ?? '') ?? [];
  if (number === undefined || unit === undefined) return undefined;
  return Number(number) * (unit.startsWith('s') ? 1 : unit.startsWith('m') ? 60 : 3600);
}
