import { describe, expect, it } from 'vitest';
import { createMasker, createStreamMasker } from './masking';

const MASK = '••••••';
const url = 'postgresql://app:p%40ss%2Fword%21@db.example.com:5432/app';

describe('a masker', () => {
  it.each([
    ['the secret itself', 'key=s3cr3t+/value'],
    ['its URL form', `?token=${encodeURIComponent('s3cr3t+/value')}`],
    ['its URL form in lower case', `?token=${encodeURIComponent('s3cr3t+/value').toLowerCase()}`],
    ['its base64 form', Buffer.from('s3cr3t+/value').toString('base64')],
  ])('hides %s', (_, text) => {
    const masked = createMasker(['s3cr3t+/value'])(text);
    expect(masked).toContain(MASK);
    expect(masked).not.toContain('s3cr3t');
  });

  it('hides a database address as a whole, its password, and the password as people type it', () => {
    const mask = createMasker([url]);
    expect(mask(`connect to ${url} failed`)).toBe(`connect to ${MASK} failed`);
    expect(mask('password p@ss/word! is wrong')).toBe(`password ${MASK} is wrong`);
    expect(mask('password p%40ss%2Fword%21 is wrong')).toBe(`password ${MASK} is wrong`);
  });

  it('hides a secret with quotes inside JSON', () => {
    expect(createMasker(['pa"ss\\word'])(JSON.stringify({ p: 'pa"ss\\word' }))).toBe(`{"p":"${MASK}"}`);
  });

  it('hides the longer of two secrets of which one begins the other', () => {
    expect(createMasker(['pass', 'password'])('password pass')).toBe(`${MASK} ${MASK}`);
  });

  it('leaves text alone where there is nothing to hide, and takes a secret as text, not as a pattern', () => {
    expect(createMasker(['', 'abc'])('abc and words')).toBe('abc and words');
    expect(createMasker(['a.*b'])('axxb')).toBe('axxb');
  });
});

describe('a masker of a stream', () => {
  const secrets = ['hunter2', 'abcabc', 'pass', 'password', url];
  const text = `login hunter2, abcabc! password pass pas ${url} p@ss/word! hunter`;

  it('hides what any cut divides', () => {
    const whole = createMasker(secrets)(text);
    for (let cut = 0; cut <= text.length; cut += 1) {
      const stream = createStreamMasker(secrets);
      expect(stream.push(text.slice(0, cut)) + stream.push(text.slice(cut)) + stream.flush()).toBe(whole);
    }
  });

  it('hides what comes byte by byte', () => {
    const stream = createStreamMasker(secrets);
    const shown = Array.from(text, (character) => stream.push(character)).join('') + stream.flush();
    expect(shown).toBe(createMasker(secrets)(text));
  });

  it('holds back no more than what may be the start of a secret', () => {
    const stream = createStreamMasker(['hunter2']);
    expect(stream.push('progress 10 %\n')).toBe('progress 10 %\n');
    expect(stream.push('user hun')).toBe('user ');
    expect(stream.push('gry')).toBe('hungry');
  });
});
