import { describe, expect, it } from 'vitest';
import { type Endpoint, endpointSchema } from '@/lib/contracts/target';
import { fillNonce } from './endpoint-nonce';

const endpoint = (over: Partial<Endpoint>) =>
  endpointSchema.parse({ key: 'x', title: 'X', url: 'http://127.0.0.1/x', ...over });

it('a nonce goes into address, body and expected values, and nowhere else', () => {
  const filled = fillNonce(
    endpoint({
      url: 'http://127.0.0.1/files/check-{nonce}.txt',
      method: 'POST',
      body: { name: '{nonce}', list: ['a {nonce}', 1, null], '{nonce}': true },
      expectJson: { content: 'sent: {nonce}', count: 1 },
    }),
    'abc',
  );
  expect(filled).toMatchObject({
    key: 'x',
    url: 'http://127.0.0.1/files/check-abc.txt',
    body: { name: 'abc', list: ['a abc', 1, null], '{nonce}': true },
    expectJson: { content: 'sent: abc', count: 1 },
  });
});

describe('an endpoint', () => {
  it('gets its nonce also where its address went through URL, which encodes braces', () => {
    const { href } = new URL('http://127.0.0.1/files/{nonce}?again={nonce}');
    expect(href).toContain('%7Bnonce%7D');
    expect(fillNonce(endpoint({ url: href }), 'abc').url).toBe('http://127.0.0.1/files/abc?again=abc');
  });

  it('without a place for one stays as it is, and gets neither body nor expectation', () => {
    const plain = endpoint({});
    expect(fillNonce(plain, 'abc')).toEqual(plain);
  });

  it('of the inventory is not changed by a call', () => {
    const given = Object.freeze(endpoint({ body: Object.freeze({ name: '{nonce}' }) }));
    expect(fillNonce(given, 'abc').body).toEqual({ name: 'abc' });
    expect(given.body).toEqual({ name: '{nonce}' });
  });
});
