import { expect, it } from 'vitest';
import { action } from './action';

it('an action is neither the main one nor dangerous, and asks for no reason, unless it says so', () => {
  expect(action('look', 'Look', 'Reads only.')).toEqual({
    key: 'look',
    label: 'Look',
    about: 'Reads only.',
    isPrimary: false,
    isDanger: false,
    needsReason: false,
  });
  expect(action('drop', 'Drop it', 'Gone.', { isDanger: true, needsReason: true })).toMatchObject({
    isDanger: true,
    needsReason: true,
  });
});
