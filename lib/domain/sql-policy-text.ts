/**
 * Characters that make a text read differently from what it is: controls, direction overrides, zero-width and tag
 * characters. A person approves what they see, so none of them may be in what they approve.
 */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const HIDDEN_EXCEPT_LAYOUT = new RegExp(HIDDEN.source.replace('\\u0000-\\u001f', '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f'), 'u');

/** Longer names are cut off by the server without a word, and may then mean another object. */
export const MAX_IDENTIFIER_BYTES = 63;

/** The first hidden character as `U+202E`, or null. Tabs and line ends count unless `isLayoutAllowed`. */
export function findHiddenCharacter(text: string, isLayoutAllowed: boolean): string | null {
  const found = (isLayoutAllowed ? HIDDEN_EXCEPT_LAYOUT : HIDDEN).exec(text)?.[0];
  if (found === undefined) return null;
  return `U+${(found.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** How many bytes a name takes in the database. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
