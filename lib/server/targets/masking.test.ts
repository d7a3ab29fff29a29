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

  it('shows at a gap neither the beginning nor the end of a secret', () => {
    const secret = 'hunter2-and-more';
    for (let cut = 1; cut < secret.length; cut += 1) {
      const stream = createStreamMasker([secret]);
      const before = stream.push(`login ${secret.slice(0, cut)}`) + stream.cut();
      const after = stream.push(`${secret.slice(cut)} done\n`) + stream.flush();
      for (let at = 0; at + 4 <= cut; at += 1) expect(before).not.toContain(secret.slice(at, at + 4));
      for (let at = cut; at + 4 <= secret.length; at += 1) expect(after).not.toContain(secret.slice(at, at + 4));
      expect(after.endsWith(' done\n')).toBe(true);
    }
  });

  it('leaves text at a gap alone where it is part of no secret', () => {
    const stream = createStreamMasker(['hunter2']);
    expect(stream.push('end') + stream.cut() + stream.push('hunter2 begin') + stream.flush()).toBe(`end${MASK} begin`);
  });
});
