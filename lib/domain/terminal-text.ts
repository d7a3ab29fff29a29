/** What a terminal would show of output, as text: nothing of it acts, colours are all that is left. */

const ESC = '\u001b';
/** A state of a rewritten line is drawn character by character; of a longer one only its end is looked at. */
const LONGEST_REWRITTEN = 16 * 1024;
/** OSC, DCS, SOS, PM and APC strings, ended by BEL or ST; an unended one runs to the end of its chunk's line. */
const STRING_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const CONTROL_SEQUENCE = /(?:\u001b\[|\u009b)([0-9:;<=>?]*)[ -/]*([@-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const OTHER_ESCAPE = /\u001b(?!\[[0-9;]*m)[ -/]*[0-~]?/g;
/** What is left of C0 and C1, but tab, newline and the escapes kept for colour. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const CONTROL = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;
/** Characters that reorder or hide what is around them. */
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Whether there is anything in a text that acts or hides: most lines of most programs have nothing of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ACTIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

export function isPlain(text: string): boolean {
  return !ACTIVE.test(text);
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : `⟨${code.toString(16).padStart(2, '0')}⟩`;
}

/** Keeps colours, drops whatever else moves a cursor, sets a title or links somewhere, and shows stray control characters. */
export function makeInert(text: string): string {
  if (isPlain(text)) return text;
  return text
    .replace(STRING_SEQUENCE, '')
    .replace(CONTROL_SEQUENCE, (_whole, parameters: string, final: string) =>
      final === 'm' && /^[0-9;]*$/.test(parameters) ? `${ESC}[${parameters}m` : '',
    )
    .replace(OTHER_ESCAPE, '')
    .replace(CONTROL, picture)
    .replace(BIDI, (character) => `⟨${character.codePointAt(0)?.toString(16)}⟩`);
}

/** The only sequences that `makeInert` leaves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
export const COLOUR = /\u001b\[[0-9;]*m/g;
const RESETS = new Set([`${ESC}[m`, `${ESC}[0m`]);

/** The colours still switched on at the end of a line, so that the next one begins with them. */
export function colourAfter(text: string): string {
  if (!text.includes(ESC)) return '';
  let active = '';
  for (const [code] of text.matchAll(COLOUR)) active = RESETS.has(code) ? '' : `${active}${code}`.slice(-64);
  return active.startsWith(ESC) ? active : active.slice(Math.max(0, active.indexOf(ESC)));
}

/**
 * The last state of a line that a program has written over: a carriage return goes back to its beginning, a backspace one
 * back, and what is not written over stays, as on a terminal.
 */
export function lastState(raw: string): string {
  const line = raw.replace(/\r+$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the backspace is what is looked for
  return /[\r\u0008]/.test(line) ? draw(lastStates(line).replace(STRING_SEQUENCE, '')) : line;
}

/** From the beginning of a state on, so that what is drawn begins in the first column. */
function lastStates(line: string): string {
  if (line.length <= LONGEST_REWRITTEN) return line;
  const inside = line.indexOf('\r', line.length - LONGEST_REWRITTEN);
  return line.slice(line.lastIndexOf('\r', inside < 0 ? line.length : inside - 1) + 1);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor within a line, and what colours
const TOKEN = /(?:\u001b\[|\u009b)([0-9:;<=>?]*)[ -/]*([@-~])|[\s\S]/gu;

function draw(text: string): string {
  const cells: { look: string; character: string }[] = [];
  let [at, look] = [0, ''];
  for (const [token, parameters = '', command] of text.matchAll(TOKEN)) {
    if (token === '\r') at = 0;
    else if (token === '\b') at = Math.max(0, at - 1);
    else if (command === 'm') look = colourAfter(look + makeInert(token));
    else if (command === 'K') erase(cells, at, parameters);
    else if (command === undefined) {
      while (cells.length < at) cells.push({ look: '', character: ' ' });
      cells[at] = { look, character: token };
      at += 1;
    }
  }
  return joinCells(cells);
}

function erase(cells: { look: string; character: string }[], at: number, parameters: string): void {
  if (parameters === '' || parameters === '0') cells.length = Math.min(cells.length, at);
  else if (parameters === '2') cells.length = 0;
  else for (let cell = 0; cell <= at && cell < cells.length; cell += 1) cells[cell] = { look: '', character: ' ' };
}

function joinCells(cells: { look: string; character: string }[]): string {
  let [text, look] = ['', ''];
  for (const cell of cells) {
    if (cell.look !== look) text += `${ESC}[0m${cell.look}`;
    look = cell.look;
    text += cell.character;
  }
  return look === '' ? text : `${text}${ESC}[0m`;
}
