import { expect, it } from 'vitest';
import { withNote } from './check-model';

const action = (key: string) => ({ key, label: key, about: '', isPrimary: true, isDanger: false, needsReason: true });

it.each([
  ['tick', '', true],
  ['tick', '  ', true],
  ['untick', 'no', true],
  ['tick', 'Support says it is quiet', false],
  ['untick', 'Three users complain', false],
])('%s with the note “%s” is shut: %s', (key, note, isShut) => {
  const shown = withNote(action(key), note);
  expect(shown.disabledBecause).toBe(isShut ? 'Write a sentence: the report will show it.' : undefined);
  expect(shown).toMatchObject({ needsReason: false, isPrimary: false });
});

it('leaves what has a reason of its own to its dialog', () => {
  expect(withNote(action('waive'), '')).toEqual({ ...action('waive'), isPrimary: false });
});
