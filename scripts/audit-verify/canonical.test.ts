import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ChainedEvent, chainHash } from '@/lib/server/audit/event-chain';
import { canonicalJson, eventHash } from './canonical.mjs';

const inFolder = (name: string) => `audit-verify/${name}.mjs`;
const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 });

it('writes any value as the package that the console uses does', () => {
  fc.assert(
    fc.property(json, (value) => {
      const read = JSON.parse(JSON.stringify(value));
      expect(canonicalJson(read)).toBe(canonicalize(read));
    }),
    { numRuns: 2_000 },
  );
});

// Of RFC 8785: numbers at the edges, names beyond the basic plane, and escapes.
it.each([
  '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"literals":[null,true,false]}',
  '[1e21,1e20,-0,5e-324,1.7976931348623157e308,9007199254740993,295147905179352830000,1e-7]',
  '{"\\u20ac":"Euro","\\r":"CR","\\ufb33":"Hebrew","1":"One","\\ud83d\\ude00":"Emoji","\\u0080":"Control","\\u00f6":"o"}',
  '{"__proto__":1,"constructor":{"toString":null},"":{}}',
  '"\\u20ac$\\u000F\\u000aA\'B\\"\\\\\\\\\\"\\/\\ud800"',
])('writes %s as the package does', (text) => {
  expect(canonicalJson(JSON.parse(text))).toBe(canonicalize(JSON.parse(text)));
});

it('refuses what JSON has no word for, and never hashes it as something else', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1])
    expect(() => canonicalJson(value)).toThrow('no JSON form');
});

it('hashes an event as the console does', () => {
  const event = fc.record({
    incidentId: fc.option(fc.uuid()),
    runId: fc.option(fc.uuid()),
    stepId: fc.option(fc.uuid()),
    seq: fc.integer({ min: 1 }),
    at: fc.date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') }),
    actorId: fc.option(fc.uuid()),
    actorName: fc.string({ unit: 'binary' }),
    type: fc.string(),
    data: fc.dictionary(fc.string(), json),
    prevHash: fc.stringMatching(/^[0-9a-f]{64}$/),
  });
  fc.assert(
    fc.property(event, (made) => {
      // As an export carries it: through JSON once.
      const sent = JSON.parse(JSON.stringify(made));
      const kept = { ...sent, at: new Date(sent.at) } as Omit<ChainedEvent, 'hash'>;
      expect(eventHash(sent)).toBe(chainHash(kept));
    }),
    { numRuns: 500 },
  );
});

it('needs nothing but Node: no file of the check imports a package', () => {
  const files = [
    'audit-verify.mjs',
    ...['canonical', 'check-anchors', 'check-chains', 'check-signature'].map(inFolder),
  ];
  for (const file of [...files, inFolder('verify-export')]) {
    const imported = [...readFileSync(`scripts/${file}`, 'utf8').matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported.filter((name) => !/^(node:|\.\/)/.test(name as string))).toEqual([]);
  }
});
