/** What a browser keeps between visits, in cookies, so that the server's first answer already looks right. */
export type Theme = 'system' | 'light' | 'dark';
export const THEME_COOKIE = 'theme';
export const ZONE_COOKIE = 'zone';
/** Somebody does not want to be offered notifications in this browser. */
export const NO_PUSH_OFFER_COOKIE = 'no-push-offer';

export function parseTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** An IANA zone that this runtime knows; anything else is UTC. */
export function parseZone(value: string | undefined): string {
  if (!value) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: decodeURIComponent(value) }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

export function keepPreference(name: string, value: string): void {
  const isSecure = window.location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and outside HTTPS
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax${isSecure}`;
}
