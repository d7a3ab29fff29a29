import { describe, expect, it } from 'vitest';
import { browserWords } from './browser-words';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('a browser is called what people know it by', () => {
  it.each([
    [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/141.0.0.0 Safari/537.36`, 'Chrome on Linux'],
    [`Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0`, 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1', 'Safari on iOS'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on macOS'],
    ['', 'A browser that does not say which'],
  ])('%s', (agent, words) => {
    expect(browserWords(agent)).toBe(words);
  });
});
