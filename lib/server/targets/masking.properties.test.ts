import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMasker, createStreamMasker } from './masking';

const SEED = { seed: 20261123 };
const ALPHABET = [...'abAB01-_.:/@ "\\%é'];
const secrets = fc
  .string({ unit: fc.constantFrom(...ALPHABET), minLength: 4, maxLength: 12 })
  .filter((text) => text.trim().length > 3);
const around = fc.string({ unit: fc.constantFrom(...ALPHABET, '\n'), maxLength: 20 });
const forms = [
  (secret: string) => secret,
  (secret: string) => encodeURIComponent(secret),
  (secret: string) => JSON.stringify(secret),
  (secret: string) => Buffer.from(secret).toString('base64'),
];

/** A text in pieces, cut wherever. */
const chunked = (text: string, cuts: readonly number[]) => {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length));
};

it('no secret comes through, in whatever form it is written and wherever the text is cut', () => {
  const cases = fc.tuple(
    fc.array(secrets, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(around, fc.nat(2), fc.nat(3)), { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat(400), { maxLength: 12 }),
  );
  fc.assert(
    fc.property(cases, ([hidden, parts, cuts]) => {
      const text = parts
        .map(([words, which, form]) => `${words}${forms[form]?.(hidden[which % hidden.length] as string)}`)
        .join('');
      const stream = createStreamMasker(hidden);
      const shown =
        chunked(text, cuts)
          .map((piece) => stream.push(piece))
          .join('') + stream.flush();
      for (const secret of hidden) for (const form of forms) expect(shown).not.toContain(form(secret));
      expect(shown).toBe(createMasker(hidden)(text));
    }),
    { ...SEED, numRuns: 300 },
  );
});

it('what holds no secret comes through as it is, and none of it is kept back at the end', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.nat(100)), (text, cuts) => {
      const stream = createStreamMasker(['\u{10ffff}'.repeat(4)]);
      expect(
        chunked(text, cuts)
          .map((piece) => stream.push(piece))
          .join('') + stream.flush(),
      ).toBe(text);
    }),
    { ...SEED, numRuns: 200 },
  );
});
