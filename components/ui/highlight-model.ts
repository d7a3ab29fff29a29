export type TextPart = { text: string; isHighlighted: boolean /** Where it begins. */; at: number };

/** Cuts text at every occurrence of the given values, longest first, so that "8c41" inside "8c41f0e" does not win. */
export function splitHighlights(text: string, values: readonly string[]): TextPart[] {
  const wanted = [...new Set(values.filter((value) => value.trim() !== ''))].sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return text === '' ? [] : [{ text, isHighlighted: false, at: 0 }];
  const pattern = new RegExp(`(${wanted.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'g');
  let at = 0;
  const parts = text.split(pattern).map((part, index) => {
    const from = at;
    at += part.length;
    return { text: part, isHighlighted: index % 2 === 1, at: from };
  });
  return parts.filter((part) => part.text !== '');
}
