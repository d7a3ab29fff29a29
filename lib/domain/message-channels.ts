/** An SMTP server as its address names it. `isSecure`: TLS from the first byte; otherwise STARTTLS where it is offered. */
export type SmtpServer = { host: string; port: number; isSecure: boolean; user: string; password: string };
export type Read<T> = { ok: true; value: T } | { ok: false; problem: string };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host is this machine itself, where what is sent crosses no network. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Reads smtp://user:password@host:port, or smtps:// for TLS from the first byte. */
export function readSmtpUrl(text: string): Read<SmtpServer> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const problem = smtpProblem(url);
  if (!url || problem) return { ok: false, problem: problem ?? '' };
  const isSecure = url.protocol === 'smtps:';
  const user = decode(url.username);
  const password = decode(url.password);
  if (user === null || password === null)
    return { ok: false, problem: 'A % in the user name or password has to be written as %25.' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { ok: true, value: { host, port: Number(url.port) || (isSecure ? 465 : 587), isSecure, user, password } };
}

function smtpProblem(url: URL | null): string | null {
  if (!url) return 'This is not an address. It looks like smtp://user:password@mail.example.com:587.';
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    return `It begins with ${url.protocol}//, and mail is sent over smtp:// or smtps://.`;
  if (url.hostname === '') return 'The mail server’s name is missing.';
  if (url.password !== '' && url.username === '') return 'There is a password, but no user name before it.';
  if (url.username !== '' && url.password === '') return 'There is a user name, but no password after it.';
  if (!['', '/'].includes(url.pathname) || url.search || url.hash)
    return 'Nothing may follow the port: what the console needs is the server, the user and the password.';
  return null;
}

/** Reads an incoming webhook's address. Whoever knows it can write in the room, so it travels encrypted only. */
export function readWebhookUrl(text: string): Read<URL> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url) return { ok: false, problem: 'This is not an address. It looks like https://hooks.slack.com/services/…' };
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return { ok: false, problem: 'It has to begin with https://: whoever reads the address can write in the room.' };
  if (url.username || url.password)
    return { ok: false, problem: 'Take the user name and password out: a webhook needs none.' };
  return { ok: true, value: url };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
