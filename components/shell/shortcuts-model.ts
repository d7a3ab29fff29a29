/** Where the navigation and the keyboard lead. `g` then the letter. */
export const PLACES = [
  { key: 'now', title: 'Now', href: '/', letter: 'n' },
  { key: 'incidents', title: 'Incidents', href: '/incidents', letter: 'i' },
  { key: 'approvals', title: 'Approvals', href: '/approvals', letter: 'a' },
  { key: 'runbooks', title: 'Runbooks', href: '/runbooks', letter: 'b' },
  { key: 'drills', title: 'Drills', href: '/drills', letter: 'd' },
  { key: 'reports', title: 'Reports', href: '/reports', letter: 'r' },
  { key: 'targets', title: 'Targets', href: '/targets', letter: 't' },
  { key: 'contacts', title: 'Contacts', href: '/contacts', letter: 'c' },
  { key: 'people', title: 'People', href: '/people', letter: 'p' },
] as const;

/** What is gone to seldom: not in the navigation, and found by the palette and the keys all the same. */
export const SELDOM_PLACES = [
  { key: 'follow-ups', title: 'Follow-ups', href: '/follow-ups', letter: 'f' },
  { key: 'figures', title: 'Figures over time', href: '/reports/figures', letter: 'm' },
  { key: 'audit', title: 'Audit', href: '/audit', letter: 'l' },
  { key: 'account', title: 'Your account', href: '/account', letter: 'y' },
  { key: 'tokens', title: 'Terminal tokens', href: '/tokens', letter: 'k' },
] as const;

export const EVERY_PLACE = [...PLACES, ...SELDOM_PLACES] as const;

export const ASSESS_HREF = '/incidents/new';

/** Whether the navigation marks the place while `path` is shown. Now is itself only. */
export function isAt(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}

export type KeyPress = { key: string; hasModifier: boolean; isTyping: boolean; at: number };
export type Pending = { prefix: 'g'; at: number } | null;
export type KeyOutcome = {
  pending: Pending;
  act: { kind: 'go'; href: string } | { kind: 'press'; key: string } | null;
};

const SEQUENCE_MS = 1500;

/** What a key does outside fields: `g` waits for its letter, anything else is offered to the shortcuts of the page. */
export function readKey(pending: Pending, press: KeyPress): KeyOutcome {
  if (press.isTyping || press.hasModifier) return { pending: null, act: null };
  if (pending && press.at - pending.at <= SEQUENCE_MS) {
    const place = EVERY_PLACE.find((each) => each.letter === press.key);
    if (place) return { pending: null, act: { kind: 'go', href: place.href } };
    if (press.key === 's') return { pending: null, act: { kind: 'go', href: ASSESS_HREF } };
    return { pending: null, act: null };
  }
  if (press.key === 'g') return { pending: { prefix: 'g', at: press.at }, act: null };
  return { pending: null, act: { kind: 'press', key: press.key } };
}

/** "Demo Engineer" → "DE". */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const last = words.length > 1 ? (words.at(-1) ?? '') : (words[0] ?? '').slice(1);
  return `${(words[0] ?? '?').charAt(0)}${last.charAt(0)}`.toUpperCase();
}

/** The row that `j` or `k` leads to; -1 is none. From outside of the list it begins at its first, and ends are ends. */
export function nextRow(count: number, current: number, by: 1 | -1): number {
  if (count === 0) return -1;
  return current === -1 ? 0 : Math.min(count - 1, Math.max(0, current + by));
}
