import { describe, expect, it } from 'vitest';
import type { OutputAt } from '@/lib/client/fetchers';
import type { OutputChunk, OutputPage } from '@/lib/contracts/views';
import { OutputNumbers } from '@/lib/domain/output-numbers';
import { OutputWindow } from './output-window';
import { parseLineLink } from './use-line-link';

/** A store of output that answers as the server does, in pages of so many chunks, when it is let. */
class Store {
  readonly chunks: OutputChunk[] = [];
  readonly asked: OutputAt[] = [];
  isAway = false;
  private readonly numbers = new OutputNumbers();
  private held: (() => void)[] | null = null;

  constructor(private readonly page = 3) {}

  print(text: string): OutputChunk {
    const seq = this.chunks.length + 1;
    const at = '2026-11-22T14:00:00.000Z';
    const chunk: OutputChunk = { seq, stream: 'stdout', text, at, ...this.numbers.next('stdout', text) };
    this.chunks.push(chunk);
    return chunk;
  }

  hold(): void {
    this.held = [];
  }

  async release(): Promise<void> {
    for (const go of this.held?.splice(0) ?? []) go();
    this.held = null;
    await settled();
  }

  readonly read = async (at: OutputAt): Promise<OutputPage> => {
    this.asked.push(at);
    if (this.isAway) throw new Error('away');
    const answer = this.answer(at);
    if (this.held) await new Promise<void>((go) => this.held?.push(go));
    return answer;
  };

  private answer(at: OutputAt): OutputPage {
    const { chunks: all, page } = this;
    const bytes = all.reduce((sum, chunk) => sum + chunk.text.length, 0);
    const total = { lines: all.at(-1)?.lines ?? 0, bytes, lastSeq: all.length };
    const around = 'line' in at ? all.findIndex((chunk) => chunk.lines >= at.line) : 0;
    const chunks =
      'after' in at
        ? all.slice(at.after, at.after + page)
        : 'before' in at
          ? all.slice(Math.max(0, at.before - 1 - page), at.before - 1)
          : 'line' in at
            ? all.slice(Math.max(0, around - 1), around + page)
            : all.slice(-page);
    const lastSeq = chunks.at(-1)?.seq ?? ('after' in at ? at.after : all.length);
    return { epoch: 1, chunks, lastSeq, isComplete: false, total };
  }
}

const settled = () => new Promise((next) => setImmediate(next));
const linesOf = (output: OutputWindow) => output.getShown().lines.map((line) => line.text);
const news = (chunk: OutputChunk, isSmall = true) => ({ lastSeq: chunk.seq, chunk: isSmall ? chunk : null });

async function opened(count: number) {
  const store = new Store();
  for (let line = 1; line <= count; line += 1) store.print(`line ${line}\n`);
  const output = new OutputWindow(store.read);
  await output.show({ tail: true });
  return { store, output };
}

describe('the output in a browser', () => {
  it('is opened at its tail, and knows what it does not have', async () => {
    const { output } = await opened(10);
    expect(linesOf(output)).toEqual(['line 8', 'line 9', 'line 10']);
    expect(output.getShown()).toMatchObject({ hasEarlier: true, hasLater: false, total: { lines: 10 } });
  });

  it('takes text that comes along without asking', async () => {
    const { store, output } = await opened(2);
    const asked = store.asked.length;
    output.hear(news(store.print('more\n')));
    expect(linesOf(output).at(-1)).toBe('more');
    expect(store.asked).toHaveLength(asked);
    expect(output.getShown().total).toEqual({ lines: 3, bytes: 19, lastSeq: 3 });
  });

  it('misses nothing and doubles nothing, whatever of the news is lost, late or doubled', async () => {
    const { store, output } = await opened(1);
    const [, second, third, fourth] = [0, store.print('2\n'), store.print('3\n'), store.print('4\n')] as OutputChunk[];
    output.hear(news(third as OutputChunk));
    output.hear(news(second as OutputChunk));
    output.hear(news(fourth as OutputChunk));
    output.hear(news(fourth as OutputChunk));
    await settled();
    expect(linesOf(output)).toEqual(['line 1', '2', '3', '4']);
  });

  it('takes what comes while it asks', async () => {
    const { store, output } = await opened(1);
    store.hold();
    output.hear(news(store.print('2\n'), false));
    output.hear(news(store.print('3\n')));
    await store.release();
    expect(linesOf(output)).toEqual(['line 1', '2', '3']);
  });

  it('shows what was printed while it was being opened', async () => {
    const store = new Store();
    store.print('first\n');
    store.hold();
    const output = new OutputWindow(store.read);
    const opening = output.show({ tail: true });
    output.hear(news(store.print('second\n')));
    await store.release();
    await opening;
    await settled();
    expect(linesOf(output)).toEqual(['first', 'second']);
  });

  it('goes to the end where more than a page came at once, and not through all of it', async () => {
    const { store, output } = await opened(1);
    for (let line = 2; line < 100; line += 1) store.print(`line ${line}\n`);
    output.hear(news(store.print('line 100\n'), false));
    await settled();
    expect(linesOf(output)).toEqual(['line 98', 'line 99', 'line 100']);
    expect(store.asked).toEqual([{ tail: true }, { after: 1 }, { tail: true }]);
  });

  it('grows upwards to its first line, and no further', async () => {
    const { store, output } = await opened(8);
    while (output.getShown().hasEarlier) await output.readEarlier();
    expect(linesOf(output)).toEqual(Array.from({ length: 8 }, (_, index) => `line ${index + 1}`));
    const asked = store.asked.length;
    await output.readEarlier();
    expect(store.asked).toHaveLength(asked);
  });

  it('shows a line that it did not have, and finds back to the end', async () => {
    const { store, output } = await opened(50);
    await output.show({ line: 20 });
    expect(output.has(20)).toBe(true);
    expect(output.getShown()).toMatchObject({ hasEarlier: true, hasLater: true });
    output.hear(news(store.print('line 51\n')));
    expect(linesOf(output)).not.toContain('line 51');
    expect(output.getShown().total.lastSeq).toBe(51);
    while (output.getShown().hasLater) await output.readOn();
    expect(linesOf(output).slice(-2)).toEqual(['line 50', 'line 51']);
    expect(output.getShown().lines.map((line) => line.number)).toEqual(
      Array.from({ length: 33 }, (_, index) => index + 19),
    );
  });

  it('holds a bounded part of endless output: its end for who follows', async () => {
    const { store, output } = await opened(1);
    const text = `${'x'.repeat(99)}\n`.repeat(1_000);
    for (let piece = 0; piece < 60; piece += 1) output.hear(news(store.print(text)));
    expect(output.getShown().lines.length).toBeLessThan(22_000);
    expect(output.getShown().lines.at(-1)?.number).toBe(60_001);
    expect(output.getShown().hasEarlier).toBe(true);
  });

  it('does not take away what somebody reads who has scrolled up', async () => {
    const { store, output } = await opened(1);
    output.isFollowing = false;
    const text = `${'x'.repeat(99)}\n`.repeat(1_000);
    for (let piece = 0; piece < 60; piece += 1) output.hear(news(store.print(text)));
    expect(linesOf(output)[0]).toBe('line 1');
    expect(output.getShown().lines.length).toBeLessThan(45_000);
    expect(output.getShown()).toMatchObject({ hasLater: true });
  });

  it('says that it could not be read, and is there when it can be again', async () => {
    const store = new Store();
    store.print('a\n');
    store.isAway = true;
    const output = new OutputWindow(store.read);
    await output.show({ tail: true });
    expect(output.getShown()).toMatchObject({ isPending: true, hasFailed: true });
    store.isAway = false;
    await output.show({ tail: true });
    expect(output.getShown()).toMatchObject({ isPending: false, hasFailed: false });
    expect(linesOf(output)).toEqual(['a']);
  });
});

it('an address leads to a line of the newest attempt, or of the one that it names', () => {
  expect(parseLineLink('#L12')).toEqual({ line: 12, epoch: null });
  expect(parseLineLink('#L12.3')).toEqual({ line: 12, epoch: 3 });
  for (const hash of ['', '#', '#L0', '#L-1', '#Lx', '#L1.0', '#L12.3x', '#l12'])
    expect(parseLineLink(hash)).toBeNull();
});
