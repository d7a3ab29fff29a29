import 'server-only';
import { type Document, isCollection, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { RunbookProblem } from '@/lib/domain/runbook-errors';
import { formatPath, keyAt, nodeIn, offsetOf, type YamlPath } from './yaml-places';

export const MAX_YAML_BYTES = 512 * 1024;
const MAX_ALIASES = 20;
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

export type YamlFile = {
  file: string;
  value: unknown;
  problems: RunbookProblem[];
  /** A problem at a place in the file; a key that is not there is reported at what should hold it. */
  problemAt: (path: YamlPath, message: string) => RunbookProblem;
  nodeAt: (path: YamlPath) => Node | null;
  /** The line that a text's own lines stand below; null where they are not lines of the file. */
  lineAbove: (path: YamlPath) => number | null;
};

/** Parses a YAML file strictly: core schema, no tags of its own, no repeated keys, few aliases. Never throws on content. */
export function readYaml(file: string, text: string): YamlFile {
  const lineCounter = new LineCounter();
  const tooLong = Buffer.byteLength(text) > MAX_YAML_BYTES;
  const doc = parseDocument(tooLong ? '' : text, {
    lineCounter,
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    strict: true,
    merge: false,
    prettyErrors: false,
  });
  const lineOf = (offset: number | undefined) =>
    offset === undefined ? 1 : Math.max(1, lineCounter.linePos(offset).line);
  const nodeAt = (path: YamlPath) => nodeIn(doc, path);
  const problemAt = (path: YamlPath, message: string) => ({
    file,
    line: lineOf(offsetOf(doc, path)),
    key: formatPath(path),
    message,
  });
  const problems: RunbookProblem[] = [...doc.errors, ...doc.warnings].map((error) => {
    return { file, line: lineOf(error.pos[0]), key: keyAt(doc, error.pos[0]), message: lowerFirst(error.message) };
  });
  if (tooLong)
    problems.push({ file, line: 1, key: '', message: `the file is longer than ${MAX_YAML_BYTES / 1024} KiB` });
  for (const { offset, message } of suspicions(doc))
    problems.push({ file, line: lineOf(offset), key: keyAt(doc, offset), message });
  return {
    file,
    value: problems.length > 0 ? null : doc.toJS({ maxAliasCount: MAX_ALIASES }),
    problems,
    problemAt,
    nodeAt,
    lineAbove: (path) => {
      const node = nodeAt(path);
      return isScalar(node) && node.type === 'BLOCK_LITERAL' ? lineOf(node.range?.[0]) : null;
    },
  };
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
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => yaml.problemAt([...path, key], 'there is no such key'));
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
  if (issue.code === 'invalid_type' && issue.input === undefined && node === null)
    return `it is missing (${lowerFirst(issue.message)})`;
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
      if (isNested)
        found.push({
          offset: node.range?.[0],
          message: 'an alias inside what another alias names is refused: a few lines could unfold to gigabytes',
        });
      if (node.resolve(doc) === undefined)
        found.push({ offset: node.range?.[0], message: `nothing before it is called &${node.source}` });
      if (aliases === MAX_ALIASES + 1)
        found.push({
          offset: node.range?.[0],
          message: `more than ${MAX_ALIASES} aliases: a few lines could unfold to gigabytes`,
        });
    },
    Pair: (_key, pair) => {
      const name = isScalar(pair.key) ? String(pair.key.value) : null;
      const offset = isNode(pair.key) ? pair.key.range?.[0] : undefined;
      if (name === null) found.push({ offset, message: 'a key has to be plain text' });
      else if (PROTOTYPE_KEYS.includes(name))
        found.push({ offset, message: `the key ${name} is refused: it would change how objects behave` });
    },
    Scalar: (_key, node) => {
      const isPlainNumber = node.type === 'PLAIN' && typeof node.value === 'number';
      if (isPlainNumber && /^[-+]?0\d/.test(node.source ?? '')) {
        found.push({
          offset: node.range?.[0],
          message: `${node.source} reads as ${String(node.value)} here and as another number elsewhere; write it in quotes: '${node.source}'`,
        });
      }
    },
  });
  return found;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
