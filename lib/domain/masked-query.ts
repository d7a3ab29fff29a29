const LONGEST = 160;
/** Strings of every form, quoted identifiers (kept), dollar quotes, comments (kept), and numbers that stand alone. */
const PIECES =
  /("(?:[^"]|"")*")|([eE]'(?:\\[\s\S]|''|[^'\\])*(?:'|$)|[bBxX]?'(?:[^']|'')*(?:'|$))|(\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\4\$|$))|(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<![\w$.])\d[\w.]*/g;

/**
 * Somebody else's statement as it may be shown: its values are left out, since they are customers' data and at times
 * passwords, and so are its comments. On one line, cut at 160 characters.
 */
export function maskedQuery(text: string): string {
  const masked = text.replace(
    PIECES,
    (whole, name?: string, literal?: string, dollar?: string, _tag?: string, comment?: string) => {
      if (name !== undefined) return whole;
      if (comment !== undefined) return ' ';
      return literal !== undefined || dollar !== undefined ? "'…'" : '…';
    },
  );
  const line = masked.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
