import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import { isSameOrigin } from '../auth/same-origin';

export type Asked = { method?: string; url?: string; headers: IncomingHttpHeaders };
export type Refused = { status: 400 | 403 | 405 | 411 | 413 | 415; message: string };

const READS = ['GET', 'HEAD'];
const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];
/** A report's longest field many times over. */
export const LONGEST_ACTION = 1024 * 1024;

/**
 * Why a request is turned away before anything reads it, or null. Whoever gets past is not let in by that: the session,
 * the origin and the permission are looked at again where something is done.
 */
export function whyRefused({ method = '', url = '', headers }: Asked): Refused | null {
  // The whole-address form is for proxies, and this is none; two slashes would be read as another host.
  if (!url.startsWith('/') || url.startsWith('//'))
    return { status: 400, message: 'This is no address of the console.' };
  if (READS.includes(method)) return null;
  if (!WRITES.includes(method)) return { status: 405, message: 'The console has no such method.' };
  if (!isSameOrigin(headers.origin, headers.host))
    return { status: 403, message: 'The request did not come from this console; nothing was changed.' };
  if (url.startsWith('/api/')) return null;
  return whyNoAction(method, headers);
}

/** Pages are posted to by server actions only, and those send one text. */
function whyNoAction(method: string, headers: IncomingHttpHeaders): Refused | null {
  if (method !== 'POST' || typeof headers['next-action'] !== 'string')
    return { status: 405, message: 'Nothing is posted here.' };
  if (!headers['content-type']?.startsWith('text/plain'))
    return { status: 415, message: 'An action is sent as text; nothing was changed.' };
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (!Number.isInteger(length)) return { status: 411, message: 'An action says how long it is; nothing was changed.' };
  if (length > LONGEST_ACTION) return { status: 413, message: 'This is too long for an action; nothing was changed.' };
  return null;
}

/** Words of React's wire format that stand for plain values; what points to code, files or other parts is none of ours. */
const PLAIN_WORD = /^\$(?:\$|undefined$|NaN$|Infinity$|-Infinity$|-0$|D\d{4}-|n-?\d+$)/;

/** Whether what an action is sent is a list of plain values, as all of the console's actions take. */
export function isPlainReply(text: string): boolean {
  let isPlain = true;
  try {
    const reply: unknown = JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__' || (typeof value === 'string' && value.startsWith('$') && !PLAIN_WORD.test(value)))
        isPlain = false;
      return value;
    });
    return isPlain && Array.isArray(reply);
  } catch {
    return false;
  }
}
