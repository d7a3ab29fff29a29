/**
 * What a secret looks like, for where nobody knows the secret itself: in what people type, and in what is logged. Everything
 * that a target prints is besides masked by the secrets of that very target (targets/masking.ts), which is the real guard.
 * Lengths are bounded, so that a long text costs no more than its length.
 */
const FORMS: readonly [form: RegExp, shown: string][] = [
  // user:password@ of an address; the user may be read.
  [/(:\/\/[^\s:@/"']{0,256}:)[^\s@/"']{1,256}(?=@)/g, '$1••••••'],
  // Our own tokens, as far as more than their shown beginning is there.
  [/\brbk_[\w-]{20,}/g, 'rbk_••••••'],
  [/(https:\/\/hooks\.slack\.com\/)[\w/-]{8,}/g, '$1••••••'],
  [/\b(password|passwd|pwd|PGPASSWORD)=('[^']{1,256}'|[^\s&'"\\]{4,256})/gi, '$1=••••••'],
  [/\b(Bearer|Basic) [\w+/=.~-]{12,}/g, '$1 ••••••'],
];

/** A text without what looks like a password, a key or a token; the same text where nothing does. */
export function maskCredentials(text: string): string {
  return FORMS.reduce((masked, [form, shown]) => masked.replace(form, shown), maskKeys(text));
}

const KEY_BEGINS = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/g;
const KEY_ENDS = /-----END [A-Z ]{0,30}PRIVATE KEY-----/g;

/** From where a private key begins to where it ends, or to the end of the text: each character is looked at once. */
function maskKeys(text: string): string {
  let masked = '';
  let from = 0;
  for (;;) {
    KEY_BEGINS.lastIndex = from;
    const begin = KEY_BEGINS.exec(text);
    if (!begin) return masked + text.slice(from);
    masked += `${text.slice(from, begin.index)}••••••`;
    KEY_ENDS.lastIndex = KEY_BEGINS.lastIndex;
    if (!KEY_ENDS.test(text)) return masked;
    from = KEY_ENDS.lastIndex;
  }
}

/** The same in every string of a JSON value, whatever it is nested in; names are left as they are. */
export function maskCredentialsIn<T>(value: T): T {
  if (typeof value === 'string') return maskCredentials(value) as T;
  if (Array.isArray(value)) return value.map(maskCredentialsIn) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, maskCredentialsIn(part)])) as T;
}
