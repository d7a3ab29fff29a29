// What is held back of a line that does not end: a progress bar would else never be seen.
const LONGEST_HELD = 4096;

/**
 * Marks each line of one host's output with its name, and holds a line back until it is whole: lines of several hosts come
 * mixed, and half a line of one must not be taken for the other's.
 */
export function hostLines(host: string): { push: (text: string) => string; end: () => string } {
  let held = '';
  const marked = (lines: string) => lines.replace(/^/gm, `[${host}] `);
  return {
    push(text) {
      held += text;
      const at = held.length > LONGEST_HELD ? held.length : held.lastIndexOf('\n') + 1;
      const whole = held.slice(0, at);
      held = held.slice(at);
      if (whole === '') return '';
      return whole.endsWith('\n') ? `${marked(whole.slice(0, -1))}\n` : `${marked(whole)}\n`;
    },
    end() {
      const rest = held;
      held = '';
      return rest === '' ? '' : `${marked(rest)}\n`;
    },
  };
}
