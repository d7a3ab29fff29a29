import 'server-only';
import type { Code, Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { ImportLine } from '@/lib/contracts/runbook-import';

/** More than any runbook has; a parser's work grows faster than the text that it is given. */
const MAX_BLOCKS = 4000;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

export type Block =
  | { kind: 'heading'; depth: number; text: string; line: number }
  | { kind: 'words'; text: string; line: number }
  | { kind: 'fact'; name: string; text: string; line: number }
  | { kind: 'fence'; language: string; meta: string; code: string; line: number };
export type MarkdownBlocks = { blocks: Block[]; refusals: ImportLine[]; notes: ImportLine[] };

/**
 * What of a Markdown text is read: headings, words, `- Name: text` items and fences that stand by themselves. A fence in
 * a quote or in a list, and whatever HTML holds, is no step and never becomes one.
 */
export function readMarkdown(text: string): MarkdownBlocks {
  const lines = text.split('\n');
  const found: MarkdownBlocks = { blocks: [], refusals: [], notes: [] };
  const begun = lines.filter((line) => /^ {0,3}(#{1,6}\s|[`~]{3}|>|[-*+]\s)/.test(line)).length;
  if (begun > MAX_BLOCKS) {
    found.refusals.push(at(1, `it has ${begun} headings, fences and items; at most ${MAX_BLOCKS} are read`));
    return found;
  }
  const root: Root = fromMarkdown(text);
  for (const node of root.children) readNode(node, lines, found);
  return found;
}

function readNode(node: RootContent, lines: readonly string[], found: MarkdownBlocks): void {
  const line = lineOf(node);
  switch (node.type) {
    case 'heading':
      found.blocks.push({ kind: 'heading', depth: node.depth, text: wordsOf(node.children, found), line });
      return;
    case 'paragraph':
      found.blocks.push({ kind: 'words', text: wordsOf(node.children, found), line });
      return;
    case 'code':
      readFence(node, lines, found);
      return;
    case 'list':
      for (const item of node.children) readItem(item, found);
      return;
    case 'html':
      found.notes.push(at(line, 'HTML is not read, and nothing in it is a step'));
      return;
    case 'blockquote':
      noteFences(node, 'a quote', found);
      return;
    case 'definition':
    case 'thematicBreak':
      return;
    default:
      found.notes.push(at(line, 'this is not read'));
  }
}

function readFence(node: Code, lines: readonly string[], found: MarkdownBlocks): void {
  const line = lineOf(node);
  const opened = FENCE.exec(lines[line - 1] ?? '')?.[1];
  if (opened === undefined) {
    found.notes.push(at(line, 'an indented block is shown nowhere and is no step: put it between ``` lines'));
    return;
  }
  const last = (lines[(node.position?.end.line ?? line) - 1] ?? '').trim();
  const isClosed =
    (node.position?.end.line ?? line) > line && last.length >= opened.length && [...last].every((c) => c === opened[0]);
  if (!isClosed) {
    found.refusals.push(at(line, 'the fence that begins here is not closed: everything after it would be run'));
    return;
  }
  for (const [index, code] of node.value.split('\n').entries())
    if (/[\u2018\u2019\u201c\u201d]/.test(code))
      found.notes.push(
        at(line + 1 + index, 'there are curly quotes in this code; they were kept, and are not quotes to a program'),
      );
  found.blocks.push({ kind: 'fence', language: node.lang ?? '', meta: node.meta ?? '', code: node.value, line });
}

function readItem(item: Extract<RootContent, { type: 'listItem' }>, found: MarkdownBlocks): void {
  const line = lineOf(item);
  noteFences(item, 'a list', found);
  const words = item.children.flatMap((child) => (child.type === 'paragraph' ? wordsOf(child.children, found) : []));
  const [, name, text] = /^([A-Za-z][A-Za-z ]{1,30}):\s+([\s\S]+)$/.exec(words.join(' ')) ?? [];
  if (name !== undefined && text !== undefined)
    found.blocks.push({ kind: 'fact', name: name.toLowerCase(), text, line });
  else if (words.length > 0) found.blocks.push({ kind: 'words', text: words.join(' '), line });
}

function noteFences(node: Nodes, where: string, found: MarkdownBlocks): void {
  if (node.type === 'code') found.notes.push(at(lineOf(node), `a fence in ${where} is an example and no step`));
  if ('children' in node) for (const child of node.children) noteFences(child, where, found);
}

/** Plain text: a link is its words, an image its description, and neither is ever followed or fetched. */
function wordsOf(nodes: readonly PhrasingContent[], found: MarkdownBlocks): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return straight(node.value);
      if (node.type === 'inlineCode') return node.value;
      if (node.type === 'break') return ' ';
      if (node.type === 'html') {
        found.notes.push(at(lineOf(node), 'HTML is not read; its tags were left out'));
        return '';
      }
      if (node.type === 'image' || node.type === 'imageReference') {
        found.notes.push(at(lineOf(node), 'an image is not fetched; its description was kept'));
        return node.alt ?? '';
      }
      if (node.type === 'link') found.notes.push(at(lineOf(node), `a link was kept as words, without its address`));
      return 'children' in node ? wordsOf(node.children, found) : '';
    })
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function straight(text: string): string {
  return text.replaceAll(/[\u2018\u2019]/g, "'").replaceAll(/[\u201c\u201d]/g, '"');
}

function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 1;
}

function at(line: number, message: string): ImportLine {
  return { line, key: '', message };
}
