type Line = { mark: ' ' | '-' | '+'; text: string };

const CONTEXT_LINES = 3;
const NO_NEWLINE = '\\ No newline at end of file';

/** The change from one text to another as a patch that `git apply` takes. Empty where nothing changes. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = compare(toLines(before), toLines(after));
  const hunks = hunksOf(lines).map((hunk) => renderHunk(lines, hunk));
  return [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, ...hunks, ''].join('\n');
}

/** Each with its own line end, so that a last line without one differs from the same line with one. */
function toLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Longest common subsequence: files of settings are short, and people read what comes out of it. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  const common = lengthsOfCommon(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, next] = [before[i], after[j]];
    if (old !== undefined && old === next) {
      lines.push({ mark: ' ', text: old });
      [i, j] = [i + 1, j + 1];
    } else if (old !== undefined && (next === undefined || at(common, i + 1, j) >= at(common, i, j + 1))) {
      lines.push({ mark: '-', text: old });
      i += 1;
    } else {
      lines.push({ mark: '+', text: next as string });
      j += 1;
    }
  }
  return lines;
}

function lengthsOfCommon(before: readonly string[], after: readonly string[]): number[][] {
  const common = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = common[i] as number[];
      row[j] =
        before[i] === after[j] ? at(common, i + 1, j + 1) + 1 : Math.max(at(common, i + 1, j), at(common, i, j + 1));
    }
  }
  return common;
}

const at = (table: number[][], i: number, j: number) => table[i]?.[j] ?? 0;

/** Ranges of lines, `to` not included: each change with its context, those that touch in one. */
function hunksOf(lines: readonly Line[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [index, { mark }] of lines.entries()) {
    if (mark === ' ') continue;
    const [from, to] = [Math.max(0, index - CONTEXT_LINES), Math.min(lines.length, index + CONTEXT_LINES + 1)];
    const last = hunks.at(-1);
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function renderHunk(lines: readonly Line[], { from, to }: { from: number; to: number }): string {
  const own = lines.slice(from, to);
  const range = (other: '-' | '+') => {
    const isIn = ({ mark }: Line) => mark === ' ' || mark === other;
    const count = own.filter(isIn).length;
    const start = lines.slice(0, from).filter(isIn).length;
    return `${other}${count === 0 ? start : start + 1},${count}`;
  };
  const body = own.map(({ mark, text }) =>
    text.endsWith('\n') ? `${mark}${text.slice(0, -1)}` : `${mark}${text}\n${NO_NEWLINE}`,
  );
  return [`@@ ${range('-')} ${range('+')} @@`, ...body].join('\n');
}
