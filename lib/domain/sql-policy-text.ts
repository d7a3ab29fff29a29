/**
 * Characters that make a text read differently from what it is: controls, direction overrides, zero-width and tag
 * characters. A person approves what they see, so none of them may be in what they approve.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LAYOUT = ['\t', '\n', '\r'];

/** Longer names are cut off by the server without a word, and may then mean another object. */
export const MAX_IDENTIFIER_BYTES = 63;

/** The first hidden character as `U+202E`, or null. Tabs and line ends count unless `isLayoutAllowed`. */
export function findHiddenCharacter(text: string, isLayoutAllowed: boolean): string | null {
  const found = text.match(HIDDEN)?.find((character) => !isLayoutAllowed || !LAYOUT.includes(character));
  if (found === undefined) return null;
  return `U+${(found.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** How many bytes a name takes in the database. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
