import { expect, it } from 'vitest';
import { passkeyTrouble } from './account-model';

it('a passkey that did not come about is told in a sentence, also where the browser has no name for it', () => {
  for (const name of ['NotAllowedError', 'InvalidStateError', 'SecurityError', 'Whatever'])
    expect(passkeyTrouble(Object.assign(new Error('x'), { name }))).toMatch(/^[A-Z].*\.$/);
});
