import type { HostLine } from '@/lib/contracts/target-hosts';

const TYPED = 8;

/** What of a fingerprint is typed by whoever has compared it. */
export const typedPart = (fingerprint: string): string => fingerprint.slice('SHA256:'.length, 'SHA256:'.length + TYPED);

/** Only a key that the host showed, and that is not the pinned one already. */
export const canBePinned = ({ isRemote, pinned, look }: HostLine): boolean =>
  isRemote && Boolean(look?.seen) && look?.seen !== pinned;

/** How a host stands, in a sentence; what was found before another key was pinned does not count any more. */
export function hostWords({ isRemote, pinned, look }: HostLine): string {
  if (!isRemote) return 'Commands run where the worker runs.';
  if (look === null)
    return pinned ? 'Nobody has looked at it yet.' : 'No key is pinned for it, and nobody has looked at it yet.';
  return look.sentence;
}
