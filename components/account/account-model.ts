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

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Windows/, 'Windows'],
  [/Linux/, 'Linux'],
];

/** A browser as people know it, from how it calls itself: that is no proof of anything, and only tells sessions apart. */
export function browserWords(agent: string): string {
  const find = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? 'A browser that does not say which';
}
