import { describe, expect, it } from 'vitest';
import { type ChainedEvent, canonicalJson, chainHash, hashOf, verifyChain } from './event-chain';

type Content = Partial<Omit<ChainedEvent, 'seq' | 'prevHash' | 'hash'>>;

/** Events as the store appends them: each bound to the one before. */
function chainOf(contents: Content[]): ChainedEvent[] {
  const chain: ChainedEvent[] = [];
  for (const [index, content] of contents.entries()) {
    const event = {
      incidentId: 'incident-1',
      runId: null,
      stepId: null,
      seq: index + 1,
      at: new Date(Date.UTC(2025, 7, 25, 10, 0, index)),
      actorId: 'kim',
      actorName: 'Kim',
      type: 'step.succeeded',
      data: { title: `step ${index + 1}`, tookMs: 41 },
      prevHash: chain.at(-1)?.hash ?? '',
      ...content,
    };
    chain.push({ ...event, hash: chainHash(event) });
  }
  return chain;
}
const whole = chainOf([{}, {}, {}, {}]);
const head = { seq: 4, hash: whole[3]?.hash as string };
const edited = (at: number, over: Partial<ChainedEvent>) => whole.map((e, i) => (i === at ? { ...e, ...over } : e));

describe('a whole chain', () => {
  it('is found whole, with its head and count', () => {
    expect(verifyChain(whole, head)).toEqual({ isWhole: true, head: head.hash, count: 4 });
    expect(verifyChain(whole)).toMatchObject({ isWhole: true });
  });

  it('may be empty, where an empty one was recorded', () => {
    expect(verifyChain([], { seq: 0, hash: '' })).toEqual({ isWhole: true, head: '', count: 0 });
    expect(verifyChain([], head)).toMatchObject({ isWhole: false });
  });
});

describe('an edit is found at its event', () => {
  const edits: [what: string, over: Partial<ChainedEvent>][] = [
    ['its data', { data: { title: 'step 2', tookMs: 40 } }],
    ['its data, by a field more', { data: { title: 'step 2', tookMs: 41, note: null } }],
    ['its data, in a field called __proto__', { data: JSON.parse('{"title":"step 2","tookMs":41,"__proto__":1}') }],
    ['its kind', { type: 'step.failed' }],
    ['its time, by a millisecond', { at: new Date((whole[1]?.at.getTime() ?? 0) + 1) }],
    ['its actor', { actorId: 'lee' }],
    ['its actor’s name', { actorName: 'Lee' }],
    ['its incident', { incidentId: 'incident-2' }],
    ['its run', { runId: 'run-9' }],
    ['its step', { stepId: 'step-9' }],
    ['its hash', { hash: '0'.repeat(64) }],
  ];
  it.each(edits)('of %s', (_, over) => {
    expect(verifyChain(edited(1, over), head)).toMatchObject({ isWhole: false, atSeq: 2 });
  });

  it('even with its own hash made to fit: the next one no longer follows', () => {
    const forged = { ...(whole[1] as ChainedEvent), actorName: 'Lee' };
    const chain = edited(1, { ...forged, hash: chainHash(forged) });
    expect(verifyChain(chain, head)).toMatchObject({ isWhole: false, atSeq: 3 });
  });
});

describe('a deletion is found', () => {
  it.each([0, 1, 2])('of event %s, counted from none', (at) => {
    expect(verifyChain(whole.filter((_, i) => i !== at))).toMatchObject({ isWhole: false, atSeq: at + 1 });
  });

  it('though the numbers were closed up behind it', () => {
    const closed = whole.filter((_, i) => i !== 1).map((e, i) => ({ ...e, seq: i + 1 }));
    expect(verifyChain(closed)).toMatchObject({ isWhole: false, atSeq: 2 });
  });
});

describe('a new order is found', () => {
  it('of two events', () => {
    const [a, b, c, d] = whole as [ChainedEvent, ChainedEvent, ChainedEvent, ChainedEvent];
    expect(verifyChain([a, c, b, d])).toMatchObject({ isWhole: false, atSeq: 2 });
  });

  it('though the numbers were swapped, too', () => {
    const [a, b, c, d] = whole as [ChainedEvent, ChainedEvent, ChainedEvent, ChainedEvent];
    expect(verifyChain([a, { ...c, seq: 2 }, { ...b, seq: 3 }, d])).toMatchObject({ isWhole: false, atSeq: 2 });
  });

  it('and so is an event given twice', () => {
    const [a, b, c] = whole as [ChainedEvent, ChainedEvent, ChainedEvent];
    expect(verifyChain([a, b, b, c])).toMatchObject({ isWhole: false, atSeq: 3 });
  });
});

describe('what is in itself without a flaw is found by the head kept elsewhere', () => {
  it('a tail that was cut off', () => {
    const cut = whole.slice(0, 2);
    expect(verifyChain(cut)).toMatchObject({ isWhole: true });
    expect(verifyChain(cut, head)).toMatchObject({
      isWhole: false,
      atSeq: 2,
      because: expect.stringContaining('cut off'),
    });
  });

  it('a chain that was rewritten from its first event', () => {
    const rewritten = chainOf([{ actorName: 'Lee' }, {}, {}, {}]);
    expect(verifyChain(rewritten)).toMatchObject({ isWhole: true });
    expect(verifyChain(rewritten, head)).toMatchObject({
      isWhole: false,
      because: expect.stringContaining('written anew'),
    });
  });

  it('events that were added behind the end', () => {
    const longer = chainOf([{}, {}, {}, {}, {}]);
    expect(verifyChain(longer, head)).toMatchObject({
      isWhole: false,
      because: expect.stringContaining('added behind it'),
    });
  });

  it('a chain of another incident put in its place', () => {
    const other = chainOf([{}, {}, {}, {}].map(() => ({ incidentId: 'incident-2' })));
    expect(verifyChain(other)).toMatchObject({ isWhole: true });
    expect(verifyChain(other, head)).toMatchObject({ isWhole: false });
  });
});

describe('a hash', () => {
  it('is one for equal values, however their keys are ordered', () => {
    expect(hashOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hashOf({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(canonicalJson({ b: 1, a: 'ü' })).toBe('{"a":"ü","b":1}');
  });

  it('is another for values that only look alike', () => {
    const values = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: null }, {}, { a: true }, [], '', { a: { a: 1 } }];
    expect(new Set(values.map(hashOf)).size).toBe(values.length);
  });

  it('is not made of what JSON cannot carry', () => {
    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => hashOf(value)).toThrow();
  });
});
