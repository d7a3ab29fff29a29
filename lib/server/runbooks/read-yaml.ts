import 'server-only';
import { type Document, LineCounter, type Node, isAlias, isCollection, isMap, isNode, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { RunbookProblem } from '@/lib/domain/runbook-errors';

export const MAX_YAML_BYTES = 512 * 1024;
const MAX_ALIASES = 20;
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

export type YamlPath = readonly (string | number)[];
export type YamlFile = {
  file: string;
  value: unknown;
  problems: RunbookProblem[];
  /** A problem at a place in the file; a key that is not there is reported at what should hold it. */
  problemAt: (path: YamlPath, message: string) => RunbookProblem;
  nodeAt: (path: YamlPath) => Node | null;
};

/** Parses a YAML file strictly: core schema, no tags of its own, no repeated keys, few aliases. Never throws on content. */
export function readYaml(file: string, text: string): YamlFile {
  const lineCounter = new LineCounter();
  const tooLong = Buffer.byteLength(text) > MAX_YAML_BYTES;
  const doc = parseDocument(tooLong ? '' : text, { lineCounter, version: '1.2', schema: 'core', uniqueKeys: true, strict: true, merge: false, prettyErrors: false });
  const lineOf = (offset: number | undefined) => (offset === undefined ? 1 : Math.max(1, lineCounter.linePos(offset).line));
  const nodeAt = (path: YamlPath) => nodeIn(doc, path);
  const problemAt = (path: YamlPath, message: string) => ({ file, line: lineOf(nearest(doc, path)), key: formatPath(path), message });
  const problems: RunbookProblem[] = [...doc.errors, ...doc.warnings].map((error) => {
    return { file, line: lineOf(error.pos[0]), key: keyAt(doc, error.pos[0]), message: lowerFirst(error.message) };
  });
  if (tooLong) problems.push({ file, line: 1, key: '', message: `the file is longer than ${MAX_YAML_BYTES / 1024} KiB` });
  for (const { offset, message } of suspicions(doc)) problems.push({ file, line: lineOf(offset), key: keyAt(doc, offset), message });
  return { file, value: problems.length > 0 ? null : doc.toJS({ maxAliasCount: MAX_ALIASES }), problems, problemAt, nodeAt };
}

/** Validates against a schema; every issue becomes a problem with its line. */
export function parseYaml<S extends z.ZodType>(yaml: YamlFile, schema: S): z.infer<S> | null {
  if (yaml.problems.length > 0) return null;
  const result = schema.safeParse(yaml.value);
  if (result.success) return result.data;
  yaml.problems.push(...result.error.issues.flatMap((issue) => problemsOf(issue, [], yaml)));
  return null;
}

function problemsOf(issue: z.core.$ZodIssue, above: YamlPath, yaml: YamlFile): RunbookProblem[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => yaml.problemAt([...path, key], 'there is no such key'));
  // Of the forms that a value may have, the one that it is closest to is worth talking about.
  const closest = issue.code === 'invalid_union' ? [...issue.errors].sort((a, b) => a.length - b.length)[0] : undefined;
  if (closest && closest.length > 0) return closest.flatMap((inner) => problemsOf(inner, path, yaml));
  return [yaml.problemAt(path, sentenceOf(issue, yaml.nodeAt(path)))];
}

/** YAML turns a bare 012 or 202508230001 into a number: say so, and what to write. */
function sentenceOf(issue: z.core.$ZodIssue, node: Node | null): string {
  const source = isScalar(node) ? node.source : undefined;
  if (issue.code === 'invalid_type' && issue.expected === 'string' && isScalar(node) && source !== undefined) {
    return `YAML reads ${source} as the ${typeof node.value} ${String(node.value)}; write it in quotes: '${source}'`;
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && node === null) return `it is missing (${lowerFirst(issue.message)})`;
  return lowerFirst(issue.message);
}

function suspicions(doc: Document): { offset: number | undefined; message: string }[] {
  const found: { offset: number | undefined; message: string }[] = [];
  let aliases = 0;
  visit(doc, {
    Alias: (_key, node, path) => {
      aliases += 1;
      // Such parts multiply: ten of them, ten times over, are ten thousand million.
      const isNested = path.some((above) => isCollection(above) && above.anchor);
      if (isNested) found.push({ offset: node.range?.[0], message: 'an alias inside what another alias names is refused: a few lines could unfold to gigabytes' });
      if (aliases === MAX_ALIASES + 1) found.push({ offset: node.range?.[0], message: `more than ${MAX_ALIASES} aliases: a few lines could unfold to gigabytes` });
    },
    Pair: (_key, pair) => {
      const name = isScalar(pair.key) ? String(pair.key.value) : null;
      const offset = isNode(pair.key) ? pair.key.range?.[0] : undefined;
      if (name === null) found.push({ offset, message: 'a key has to be plain text' });
      else if (PROTOTYPE_KEYS.includes(name)) found.push({ offset, message: `the key ${name} is refused: it would change how objects behave` });
    },
    Scalar: (_key, node) => {
      const isPlainNumber = node.type === 'PLAIN' && typeof node.value === 'number';
      if (isPlainNumber && /^[-+]?0\d/.test(node.source ?? '')) {
        found.push({ offset: node.range?.[0], message: `${node.source} reads as ${String(node.value)} here and as another number elsewhere; write it in quotes: '${node.source}'` });
      }
    },
  });
  return found;
}

function nodeIn(doc: Document, path: YamlPath): Node | null {
  const node = path.length === 0 ? doc.contents : doc.getIn(path, true);
  const resolved = isAlias(node) ? node.resolve(doc) : node;
  return isNode(resolved) ? resolved : null;
}

function nearest(doc: Document, path: YamlPath): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const at = path.slice(0, length);
    const parent = length > 0 ? nodeIn(doc, at.slice(0, -1)) : null;
    // The key's own line, because a value may begin on the next one.
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === at.at(-1)) : undefined;
    if (pair && isNode(pair.key)) return pair.key.range?.[0];
    const node = nodeIn(doc, at);
    if (node) return node.range?.[0];
  }
  return undefined;
}

/** The key under which an offset stands, for problems that the parser reports by position only. */
function keyAt(doc: Document, offset: number | undefined): string {
  const path: (string | number)[] = [];
  let node: unknown = doc.contents;
  while (offset !== undefined && isCollection(node)) {
    const children: { at: string | number; start: number; value: unknown }[] = isMap(node)
      ? node.items.map(({ key, value }) => ({ at: isScalar(key) ? String(key.value) : '', start: isNode(key) ? startOf(key) : 0, value }))
      : node.items.map((item, index) => ({ at: index, start: isNode(item) ? startOf(item) : 0, value: item }));
    // The last that begins before it: tags and anchors stand before the value that they belong to.
    const child = children.filter(({ start }) => start <= offset).at(-1);
    if (!child) break;
    path.push(child.at);
    node = child.value;
  }
  return formatPath(path);
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** `steps[2].step.timeoutSeconds` */
export function formatPath(path: YamlPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
