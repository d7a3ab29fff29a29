/**
 * What becomes of words that were begun from `base`, where the field says `stored` now (undefined: nobody has written
 * anything). A field that says something else than it did belongs to whoever wrote that: nobody's words go unseen.
 */
export function judgeWords(stored: string | undefined, base: string, mine: string): 'write' | 'same' | 'clash' {
  if (stored === mine) return 'same';
  return stored === undefined || stored === base ? 'write' : 'clash';
}
