import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { looksOf, Screen, toPlainText } from './screen';

const ESCAPE = '\u001b';

function paper(isTTY: boolean, columns = 40) {
  const written: string[] = [];
  const stream = Object.assign(
    new Writable({
      write(chunk, _encoding, next) {
        written.push(String(chunk));
        next();
      },
    }),
    { isTTY, columns },
  );
  return { stream, text: () => written.join('') };
}

describe('colours and a moving line', () => {
  it.each([
    ['on a terminal', true, {}, { hasColours: true, isLive: true }],
    ['in a pipe', false, {}, { hasColours: false, isLive: false }],
    ['for somebody who wants no colours', true, { NO_COLOR: '1' }, { hasColours: false, isLive: true }],
    ['for an empty NO_COLOR, which asks for nothing', true, { NO_COLOR: '' }, { hasColours: true, isLive: true }],
    ['on a terminal that can do nothing', true, { TERM: 'dumb' }, { hasColours: false, isLive: false }],
  ])('are there %s or not', (_, isTTY, environment, looks) => {
    expect(looksOf(paper(isTTY).stream, environment)).toEqual(looks);
  });

  it('are never in a pipe, whatever is waited for', () => {
    const { stream, text } = paper(false);
    const screen = new Screen(stream, looksOf(stream, {}), false);
    screen.progress('0:01 of about 0:05');
    screen.line(['red', 'failed'], ': it did not work');
    expect(text()).toBe('failed: it did not work\n');
  });

  it('give way to each line and come back under it', () => {
    const { stream, text } = paper(true, 12);
    const screen = new Screen(stream, { hasColours: true, isLive: true }, false);
    screen.progress('a long time indeed');
    screen.line(['green', 'done']);
    expect(text().replaceAll(ESCAPE, '^')).toBe('a long time^[2K^[1G^[32mdone^[39m\na long time');
  });
});

it('obeys nothing that comes from outside', () => {
  const evil = `a${ESCAPE}[2Jb${ESCAPE}]0;title\u0007c\r\u009b31md\u0000\te\nf`;
  expect(toPlainText(evil)).toBe('abcd\te\nf');
  expect(toPlainText('idx_\u202eliame\u2066 \u200fx')).toBe('idx_liame x');
  const { stream, text } = paper(false);
  new Screen(stream, looksOf(stream, {}), false).block(`one${ESCAPE}[31m\ntwo\n`, '| ', 'dim');
  expect(text()).toBe('| one\n| two\n');
});

it('says nothing but the document when that is what is wanted', () => {
  const { stream, text } = paper(true);
  const screen = new Screen(stream, { hasColours: true, isLive: true }, true);
  screen.line('words');
  screen.progress('more');
  expect(text()).toBe('');
});
