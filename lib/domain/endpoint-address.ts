/**
 * What is wrong with an address that is to be called, by its text alone; nothing where it can be. Where it leads is seen when it
 * is called.
 */
export function whyNotCallable(address: string): string | undefined {
  // URL leaves line breaks out in silence: what is called would not be what is written.
  if (hasControlCharacter(address)) return 'the address has a line break, a blank or another control character in it.';
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'only http and https addresses can be called.';
  if (url.username || url.password)
    return 'the address carries a user name or password, which would end in logs. Take it out of the inventory.';
  return undefined;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character <= ' ' || character === '\x7f');
}
