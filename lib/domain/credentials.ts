/**
 * What a secret looks like, for where nobody knows the secret itself: in what people type, and in what is logged. Everything
 * that a target prints is besides masked by the secrets of that very target (targets/masking.ts), which is the real guard.
 * Lengths are bounded, so that a long text costs no more than its length.
 */
const FORMS: readonly [form: RegExp, shown: string][] = [
  // user:password@ of an address; the user may be read.
  [/(:\/\/[^\s:@/"']{0,256}:)[^\s@/"']{1,256}(?=@)/g, '$1••••••'],
  [/-----BEGIN ([A-Z ]{0,30})PRIVATE KEY-----[\s\S]{0,20000}?-----END [A-Z ]{0,30}PRIVATE KEY-----/g, '••••••'],
  // Our own tokens, as far as more than their shown beginning is there.
  [/\brbk_[\w-]{20,}/g, 'rbk_••••••'],
  [/(https:\/\/hooks\.slack\.com\/)[\w/-]{8,}/g, '$1••••••'],
  [/\b(password|passwd|pwd|PGPASSWORD)=('[^']{1,256}'|[^\s&'"\\]{4,256})/gi, '$1=••••••'],
  [/\b(Bearer|Basic) [\w+/=.~-]{12,}/g, '$1 ••••••'],
];

/** A text without what looks like a password, a key or a token; the same text where nothing does. */
export function maskCredentials(text: string): string {
  return FORMS.reduce((masked, [form, shown]) => masked.replace(form, shown), text);
}

/** The same in every string of a JSON value, whatever it is nested in; names are left as they are. */
export function maskCredentialsIn<T>(value: T): T {
  if (typeof value === 'string') return maskCredentials(value) as T;
  if (Array.isArray(value)) return value.map(maskCredentialsIn) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, maskCredentialsIn(part)])) as T;
}
