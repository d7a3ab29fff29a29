import { expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { toActionError } from './action-error';
import { parseInput } from './parse-input';

const schema = z.object({ title: z.string(), more: z.record(z.string(), z.array(z.string())).optional() });

it.each([
  ['a NUL', { title: 'a\0b' }],
  ['half a character', { title: 'a \ud800 b' }],
  ['a NUL further in', { title: 'a', more: { list: ['b', 'c\0'] } }],
  ['a NUL in a key', { title: 'a', more: { 'b\0': [] } }],
])('text with %s is refused before anything reads it', (_, input) => {
  expect(() => parseInput(schema, input)).toThrow(AppError);
  expect(() => parseInput(schema, input)).toThrow(/NUL or half a character/);
});

it('takes every other text, emoji and line ends among them', () => {
  const input = { title: 'Back to Monday 😀\n\tтак', more: { list: ['', '\u202e'] } };
  expect(parseInput(schema, input)).toEqual(input);
});

it('says of text that the store itself refused what was wrong with it', () => {
  const error = new Error('Database error. Code: `22021`. Message: `invalid byte sequence for encoding "UTF8": 0x00`');
  expect(toActionError(error)).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('NUL') });
});
