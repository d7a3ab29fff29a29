export type TextPart = { text: string; isHighlighted: boolean };

/** Cuts text at every occurrence of the given values, longest first, so that "8c41" inside "8c41f0e" does not win. */
export function splitHighlights(text: string, values: readonly string[]): TextPart[] {
  const wanted = [...new Set(values.filter((value) => value.trim() !== ''))].sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return text === '' ? [] : [{ text, isHighlighted: false }];
  const pattern = new RegExp(`(${wanted.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'g');
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, isHighlighted: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
