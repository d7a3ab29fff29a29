import type { Finding } from '@/lib/contracts/plan';
import type { PoolChange } from '../pool-change';
import { alreadySo, block, ok } from './finding';
import type { Said } from './git';

const KEY = 'pool-change';
const BY_HAND = 'Change it by hand, as a commit, and reload the backend.';

/** Whether the source came as it is: `isWhole` compares it with git's own name for its bytes. Null where it did. */
export function judgePoolSource(file: string, answers: readonly Said[], isWhole: () => boolean): Finding | null {
  const unread = answers.find((answer) => !answer.isOk);
  if (unread)
    return block(
      KEY,
      `${file} cannot be read from the checkout: ${unread.why}.`,
      'Mend the access to the checkout, then look again.',
    );
  if (isWhole()) return null;
  return block(
    KEY,
    `${file} cannot be shown as it is: it holds a secret of the target, or characters that are no text.`,
    'Change it by hand, as a commit; keep secrets out of the file.',
  );
}

/** The change itself. `patch`: its lines, as a unified diff without its head, where there is one. */
export function judgePoolChange(
  file: string,
  change: PoolChange,
  { patch, passesOver }: { patch: readonly string[]; passesOver: boolean },
): Finding {
  if (change.verdict === 'already')
    return alreadySo(passesOver, KEY, `${file} uses NullPool already.`, 'There is nothing to change: look elsewhere.');
  if (change.verdict === 'refused')
    return block(KEY, `${file} cannot be changed by the console: ${change.because}.`, BY_HAND);
  const gone = change.removed.length > 0 ? `; ${change.removed.join(' and ')} go, which NullPool refuses` : '';
  return ok(KEY, `The engine goes back to NullPool without a ping${gone}.`, [...patch]);
}
