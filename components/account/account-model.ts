const WORDS: Record<string, string> = {
  NotAllowedError: 'The passkey was not given in time, or you left its dialog. Nothing was changed.',
  InvalidStateError: 'This device has a passkey for you already.',
  SecurityError: 'Passkeys work only over HTTPS and under the console’s own name. Nothing was changed.',
};

/** What a browser says of a passkey that did not come about, as a sentence. */
export function passkeyTrouble(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  return WORDS[name] ?? 'This browser could not use the passkey. Nothing was changed.';
}
