import type { DomainEvent } from './events';
import { buildTimeline } from './timeline';

/** Beyond that an incident is found by its beginning: one row must not grow with an endless log. */
const LONGEST = 60_000;
/** Stands around every sign, so that the store's parser takes "/api/dialogs" and "replyx-backend" apart as people do. */
const SEAM = '\u001f';

/** What an incident can be found by beside its head: the words of its timeline, commands, messages and written fields. */
export function searchLines(events: readonly DomainEvent[], written: Readonly<Record<string, string>>): string[] {
  const commands = events.flatMap((event) => (event.type === 'step.started' ? [event.data.display] : []));
  const messages = events.flatMap((event) =>
    event.type === 'people.notified' || event.type === 'message.drafted'
      ? [event.data.subject ?? '', event.data.body]
      : [],
  );
  const told = buildTimeline(events).map(({ strong, text, quote, actor }) =>
    [`${strong}${text ? `: ${text}` : ''}`, quote ?? '', actor].filter(Boolean).join(' · '),
  );
  return [...Object.values(written), ...messages, ...commands, ...told].filter((line) => line.trim() !== '');
}

/** The text as the store's parser is to read it; `plainText` gives it back as people do. */
export function seamedText(lines: readonly string[]): string {
  const text = lines.join('\n').slice(0, LONGEST);
  return text.replace(/[^\P{Cc}\n]/gu, ' ').replace(/[^\p{L}\p{N}\s]/gu, `${SEAM}$&${SEAM}`);
}

export const plainText = (text: string): string => text.replaceAll(SEAM, '');

export type Search = {
  /** As websearch_to_tsquery reads it: all words, "phrases", -exclusions and "or". */
  wanted: string;
  /** Any of the wanted words, to show what was found; empty where only exclusions are given. */
  shown: string;
  /** It ends with a word that may still be being typed: its beginning is enough. */
  isOpenEnded: boolean;
};

/** What people type into a search, taken apart as the texts are. Null where it has no word: nothing can be found by it. */
export function parseSearch(text: string): Search | null {
  const terms = [...text.toLowerCase().matchAll(/(-?)"([^"]*)"?|\S+/g)].flatMap(toTerm);
  const last = terms.at(-1);
  if (!terms.some(({ kind }) => kind !== 'or')) return null;
  const shown = terms.filter(({ kind }) => kind === 'word' || kind === 'phrase').map(({ text: words }) => words);
  return {
    wanted: terms.map(({ kind, text: words }) => (kind === 'not' ? `-${words}` : words)).join(' '),
    shown: shown.join(' or '),
    isOpenEnded: last?.kind === 'word' && !/\s$/.test(text),
  };
}

type Term = { kind: 'word' | 'phrase' | 'not' | 'or'; text: string };

function toTerm([whole, minus, quoted]: RegExpMatchArray): Term[] {
  if (whole === 'or') return [{ kind: 'or', text: 'or' }];
  const words = (quoted ?? whole).match(/[\p{L}\p{N}]+/gu);
  if (!words) return [];
  // Several words without a space between them, such as a path, belong together; "or" in quotes is a word.
  const isPhrase = quoted !== undefined || words.length > 1;
  const isExcluded = minus === '-' || (quoted === undefined && /^-[\p{L}\p{N}]/u.test(whole));
  const text = isPhrase ? `"${words.join(' ')}"` : (words[0] as string);
  return [{ kind: isExcluded ? 'not' : isPhrase && quoted !== undefined ? 'phrase' : 'word', text }];
}

/** A piece of what was found; `isHit`: one of the words looked for. Texts, so that none of it can become more. */
export type FoundPart = { text: string; isHit: boolean };
export const HIT = { begin: '\u0002', end: '\u0003' } as const;

/** The store's answer, taken apart at its marks. Null where no word was found in it. */
export function foundParts(headline: string): FoundPart[] | null {
  if (!headline.includes(HIT.begin)) return null;
  const pieces = plainText(headline)
    .replace(/\s+/g, ' ')
    .split(/\p{Cc}/u);
  return pieces.map((text, at) => ({ text, isHit: at % 2 === 1 })).filter(({ text }) => text !== '');
}
