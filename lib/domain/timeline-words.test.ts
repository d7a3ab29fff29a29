import { expect, it } from 'vitest';
import { say } from './timeline-words';

it('a sentence has no more than it was given', () => {
  expect(say('Started')).toEqual({ strong: 'Started', text: '', tone: 'neutral', quote: null });
});

it.each([
  [null, null],
  ['', null],
  [' \n', null],
  [' as agreed ', ' as agreed '],
])('a quote is what somebody said, and blanks are nothing: %j', (quote, shown) => {
  expect(say('Denied', '', 'fail', quote).quote).toBe(shown);
});
