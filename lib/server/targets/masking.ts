import 'server-only';

const MASK = '••••••';
// Shorter ones would blank out ordinary words; a secret of three characters is none.
const SHORTEST_SECRET = 4;

/**
 * Returns a function that replaces every secret in a text, also in the forms it takes in URLs, JSON and base64.
 * A secret that is a URL counts as itself and as its password. Empty and very short secrets are ignored.
 */
export function createMasker(secrets: string[]): (text: string) => string {
  const forms = secretForms(secrets);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map(escapePattern).join('|'), 'g');
  return (text) => text.replace(pattern, MASK);
}

export type StreamMasker = {
  /** Takes the next piece of text and returns what can be shown: all but an end that may be the start of a secret. */
  push(text: string): string;
  /** What was held back. To be called once the stream has ended. */
  flush(): string;
  /**
   * What was held back, where the stream does not go on with what comes next: some of it was left out. A secret whose
   * beginning or end stands at the gap is masked as far as it is there.
   */
  cut(): string;
};

/** A masker for text that comes in pieces, which may cut a secret in two. Use one for each stream. */
export function createStreamMasker(secrets: string[]): StreamMasker {
  const forms = secretForms(secrets);
  const mask = createMasker(secrets);
  const longest = forms[0]?.length ?? 0;
  let held = '';
  let isAfterGap = false;
  const maskStart = (text: string) => {
    isAfterGap = false;
    const end = Math.max(0, ...forms.map((form) => endAtStart(text, form)));
    return end < SHORTEST_SECRET ? text : MASK + text.slice(end);
  };
  const flush = () => {
    const rest = mask(isAfterGap ? maskStart(held) : held);
    held = '';
    return rest;
  };
  return {
    push(text) {
      let seen = held + text;
      held = seen;
      // The end of a secret is known by its length only.
      if (isAfterGap && seen.length < longest) return '';
      if (isAfterGap) seen = maskStart(seen);
      const cut = safeCut(seen, forms);
      held = seen.slice(cut);
      return mask(seen.slice(0, cut));
    },
    flush,
    cut() {
      const before = isAfterGap ? flush() : held.length < SHORTEST_SECRET ? held : MASK;
      held = '';
      isAfterGap = forms.length > 0;
      return before;
    },
  };
}

/** Length of the longest proper end of `form` that `text` begins with. */
function endAtStart(text: string, form: string): number {
  for (let length = Math.min(form.length - 1, text.length); length > 0; length -= 1) {
    if (text.startsWith(form.slice(form.length - length))) return length;
  }
  return 0;
}

/** How much of a text can be shown before more of it is known: up to what may be a beginning, never through a whole one. */
function safeCut(text: string, forms: string[]): number {
  const cut = text.length - Math.max(0, ...forms.map((form) => overlap(text, form)));
  if (cut === text.length) return cut;
  // A secret such as "abcabc" ends with its own beginning: once it is whole, its second half is nobody's first.
  const pattern = new RegExp(forms.map(escapePattern).join('|'), 'g');
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (match.index < cut && end > cut) return end;
  }
  return cut;
}

/** Length of the longest proper beginning of `form` that `text` ends with. */
function overlap(text: string, form: string): number {
  const last = text.at(-1);
  for (let length = Math.min(form.length - 1, text.length); length > 0; length -= 1) {
    // A key has thousands of beginnings; most are told apart by one character.
    if (form[length - 1] === last && text.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}

/** Longest first, so that a secret is masked before another one that is a part of it. */
function secretForms(secrets: string[]): string[] {
  const whole = secrets.flatMap((secret) => [secret, ...passwordsIn(secret)]);
  const forms = new Set(whole.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(writtenForms));
  return [...forms].sort((one, other) => other.length - one.length);
}

function passwordsIn(secret: string): string[] {
  if (!URL.canParse(secret)) return [];
  const { password, searchParams } = new URL(secret);
  return [password, decode(password), searchParams.get('password') ?? ''];
}

function writtenForms(secret: string): string[] {
  const encoded = encode(secret);
  const lowered = encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, encoded, lowered, JSON.stringify(secret).slice(1, -1), base64];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
