/** What a browser says of itself, as far as it decides whether it can be pushed to. */
export type BrowserFacts = {
  isSecure: boolean;
  /** Service workers, the push manager and notifications, all three. */
  canPush: boolean;
  /** An iPhone or iPad, by what it calls itself: there only an installed console can be pushed to. */
  isApplePhone: boolean;
  isInstalled: boolean;
  permission: 'default' | 'granted' | 'denied';
  /** Whether the browser has a subscription, and this person a device of that very address. */
  isOn: boolean;
};
export type DeviceState = 'reading' | 'no_key' | 'insecure' | 'install' | 'unsupported' | 'blocked' | 'off' | 'on';

/** How things stand in this browser; `facts` is null until it was asked. The first that holds keeps what comes after it from mattering. */
export function deviceState(hasKey: boolean, facts: BrowserFacts | null): DeviceState {
  if (!hasKey) return 'no_key';
  if (!facts) return 'reading';
  if (!facts.isSecure) return 'insecure';
  if (!facts.canPush) return facts.isApplePhone && !facts.isInstalled ? 'install' : 'unsupported';
  if (facts.permission === 'denied') return 'blocked';
  return facts.isOn && facts.permission === 'granted' ? 'on' : 'off';
}

const TOLD = 'when your approval is needed and when a rollback waits for you, also while the console is closed';

/** The state in a word or two, and what to do about it. */
export const DEVICE_WORDS: Record<DeviceState, { title: string; text: string; tone: 'ok' | 'idle' | 'waiting' }> = {
  reading: { title: 'Looking at this browser', text: `It can tell you ${TOLD}.`, tone: 'idle' },
  on: {
    title: 'On',
    text: `This browser tells you ${TOLD}. Signing out here switches it off.`,
    tone: 'ok',
  },
  off: { title: 'Off', text: `Switched on, this browser tells you ${TOLD}.`, tone: 'idle' },
  blocked: {
    title: 'Blocked by this browser',
    text: 'Its settings for this site refuse notifications. Press the icon before the address, allow notifications, and load this page again.',
    tone: 'waiting',
  },
  install: {
    title: 'Add the console to your Home Screen first',
    text: 'An iPhone or iPad notifies only from there: press Share, then “Add to Home Screen”, open Rollback from it, and switch this on.',
    tone: 'waiting',
  },
  unsupported: {
    title: 'Not possible in this browser',
    text: 'It knows no web push, or is in a private window. Mail and chat reach you as before.',
    tone: 'idle',
  },
  insecure: {
    title: 'Only over HTTPS',
    text: 'Browsers notify only from an https:// address. Mail and chat reach you as before.',
    tone: 'idle',
  },
  no_key: {
    title: 'Not set up',
    text: 'This console has no key to push with: an administrator starts it with CONSOLE_PUSH_KEY. Mail and chat reach you as before.',
    tone: 'idle',
  },
};

const TROUBLES: Record<string, string> = {
  NotAllowedError: 'You did not allow notifications, or the browser did not ask.',
  AbortError: 'The push service of this browser cannot be reached from here.',
};

/** Why switching on came to nothing, by the name of what the browser threw. */
export function pushTrouble(error: unknown): string {
  const because = TROUBLES[error instanceof Error ? error.name : ''] ?? 'This browser could not be switched on.';
  return `${because} Nothing was changed.`;
}
