/** Longer than any push service's by far. */
const LONGEST = 1_500;

export type PushAddress = { ok: true; url: URL; isListed: boolean } | { ok: false; problem: string };

/**
 * Judges the address of a push service by its text. A browser hands it to us, so anybody signed in can name any: what is called
 * is https on its usual port and under a name, or what an administrator listed (`listed`: scheme, host and port of
 * each). Where a name leads is judged when it is called.
 */
export function readPushAddress(address: string, listed: readonly string[]): PushAddress {
  if (address.length > LONGEST || /[^\x21-\x7e]/.test(address)) return refused('it is no address of a push service');
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return refused('it is no web address');
  if (url.username || url.password) return refused('it carries a user name or a password');
  if (isListed(url, listed)) return { ok: true, url, isListed: true };
  if (url.protocol !== 'https:') return refused('only https is used for push services');
  if (url.port) return refused('it names a port of its own');
  // URL has turned every way of writing an IPv4 address into the dotted one by now.
  if (/^[\d.]+$|^\[/.test(url.hostname) || !url.hostname.includes('.')) return refused('it names no public host');
  return { ok: true, url, isListed: false };
}

/** Scheme, host and port as an administrator wrote them; a port that is left out is the scheme's usual one. */
function isListed(url: URL, listed: readonly string[]): boolean {
  return listed.some((one) => URL.canParse(one) && new URL(one).origin === url.origin);
}

/** CONSOLE_PUSH_SERVICES, entry by entry. */
export function parsePushServices(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}

const refused = (problem: string): PushAddress => ({ ok: false, problem });
