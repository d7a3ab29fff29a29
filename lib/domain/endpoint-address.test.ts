import { expect, it } from 'vitest';
import { whyNotCallable } from './endpoint-address';

it.each([
  ['http://127.0.0.1:8000/', undefined],
  ['https://replyx.example.com/health?a=b', undefined],
  ['file:///etc/passwd', /only http and https/],
  ['gopher://127.0.0.1/', /only http and https/],
  ['javascript:alert(1)', /only http and https/],
  ['nonsense', /only http and https/],
  ['http://user:pw@host/', /user name or password/],
  ['http://user@host/', /user name or password/],
  ['http://host/\r\nX-Evil: 1', /line break/],
  ['http://host/a\tb', /line break/],
  ['http://host/\0', /line break/],
  [' http://host/', /line break/],
])('%j', (address, because) => {
  if (because) expect(whyNotCallable(address)).toMatch(because);
  else expect(whyNotCallable(address)).toBeUndefined();
});
