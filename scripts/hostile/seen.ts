import type { ActionResult } from '../../lib/contracts/result';
import type { Called } from './actions';
import type { Answered } from './http';
import type { Seen } from './row';

const CAME: Readonly<Record<string, Seen['came']>> = {
  invalid_input: 'R',
  blocked: 'B',
  forbidden: 'D',
  not_signed_in: 'D',
  too_many_attempts: 'D',
  stale_sign_in: 'D',
  conflict: 409,
  plan_changed: 409,
  not_found: 404,
};

/** How far an action let it come: what it refused by its code, what it did as let through. */
export function seenOfResult(result: ActionResult<unknown>): Seen {
  if (result.ok) return { came: 'let through', words: JSON.stringify(result.value) };
  const { code, message, remedy } = result.error;
  return { came: CAME[code] ?? 'unanswered', words: `${code}: ${message} ${remedy}` };
}

/** The same of a call by HTTP; where no action answered, the status says it. */
export function seenOfCall({ result, status, text }: Called<unknown>): Seen {
  if (result) return seenOfResult(result);
  return { came: status >= 400 ? status : 'unanswered', words: `${status} ${text.slice(0, 200)}` };
}

export function seenOfAnswer({ status, text, headers }: Answered): Seen {
  return { came: status, words: `${status} ${headers.location ?? ''} ${text.slice(0, 200)}` };
}

/** An action's refusal and an HTTP status that refuses are both a denial to whoever tried. */
export function asDenial(seen: Seen): Seen {
  const isDenied = seen.came === 'D' || (typeof seen.came === 'number' && seen.came >= 400 && seen.came < 500);
  return isDenied ? { came: 'D', words: seen.words } : seen;
}

/** By what was looked for: `came` where it holds, else what went wrong. */
export function seenWhere(isSo: boolean, came: Seen['came'], words: string, wrong = words): Seen {
  return isSo ? { came, words } : { came: 'let through', words: wrong };
}
