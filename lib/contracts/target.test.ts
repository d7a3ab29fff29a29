import { expect, it } from 'vitest';
import { endpointSchema } from './target';

const read = (url: string) => endpointSchema.safeParse({ key: 'health', title: 'Health', url });

it.each([
  ['a file', 'file:///etc/passwd', /Invalid|URL/i],
  ['gopher', 'gopher://db.example:70/1', /Invalid|URL/i],
  ['a password', 'http://user:hunter2@db.example/', /user name or password/],
  ['a user alone', 'http://user@db.example/', /user name or password/],
  ['a header behind a line break', 'http://db.example/a\r\nX-Evil: 1', /space or a line break/],
  ['a space', 'http://db.example/a b', /space or a line break/],
])('an address with %s is refused when its target is registered', (_, url, words) => {
  const { success, error } = read(url);
  expect(success).toBe(false);
  expect(error?.issues.map(({ message }) => message).join()).toMatch(words);
});

it.each([
  'https://replyx.example.com/api/health',
  'http://127.0.0.1:29605/files/check-{nonce}.txt',
  'http://[::1]:8080/a%20b',
])('%s is an address', (url) => {
  expect(read(url).success).toBe(true);
});
