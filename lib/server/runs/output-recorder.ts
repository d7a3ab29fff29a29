import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutputNumbers } from '@/lib/domain/output-numbers';
import { env } from '../env';
import { logger } from '../logger';
import { type OutputRow, storeOutput } from './store-output';

type Stream = 'stdout' | 'stderr' | 'note';
type Piece = { stream: Stream; text: string };

/** Characters. A line that is longer goes over several chunks. */
const CHUNK = 64 * 1024;
const CHUNKS_A_WRITE = 16;
/** How long the first words wait for what is printed together with them. */
const GATHER_MS = 3;
/** As much may be left to whoever records the outcome; well below what `takeRows` takes at once. */
const REST = CHUNK / 2;
/** A program that prints all the time costs one write in this time; what comes after a pause is written at once. */
const PACE_MS = 20;
/** More than this waits for nothing. */
const BULK = 4 * CHUNK;
/** Characters not stored yet: whoever prints more is asked to wait. */
const FULL = 1024 * 1024;
const RETRY_MS = 500;
/** How long the end of a step waits for a store that is away; its outcome is retried for longer. */
const CLOSE_PATIENCE_MS = 15_000;
/** Over what commands may print, for the console's own notes. */
const ALLOWANCE = 1024 * 1024;

/**
 * Carries a step's output to the store in numbered chunks while it runs: the first words at once, then one write after
 * the other, each with all that came meanwhile. Commands keep their own bound, with head and tail; the one here is for
 * all else, and cuts the end.
 */
export class OutputRecorder {
  private readonly numbers = new OutputNumbers();
  private readonly limit = env().CONSOLE_OUTPUT_LIMIT_MIB * 1024 * 1024 + ALLOWANCE;
  private seq = 0;
  private bytes = 0;
  private taken = 0;
  private dropped = 0;
  private pending: Piece[] = [];
  private pendingSize = 0;
  private lastNote = '';
  /** Streams whose last line has no end yet. */
  private readonly open = new Set<Stream>();
  private writing: Promise<void> | undefined;
  private writtenAt = Number.NEGATIVE_INFINITY;
  private isFenced = false;
  private closing = new AbortController();
  private closedAt = 0;
  private room: { promise: Promise<void>; open: () => void } | undefined;

  constructor(
    private readonly stepId: string,
    private readonly epoch: number,
  ) {}

  /** Takes text in its order. Where a promise comes back, whoever can wait should, before there is more. */
  write(stream: Stream, text: string): Promise<void> | undefined {
    if (text === '' || this.isFenced) return undefined;
    if (this.taken >= this.limit) this.dropped += text.length;
    else this.add(stream, text);
    if (this.pendingSize <= FULL) return undefined;
    this.room ??= makeRoom();
    return this.room.promise;
  }

  /** A fact about the step itself, once while it stays the same: "waits for a lock held by …". */
  note(text: string): void {
    if (text === this.lastNote) return;
    this.lastNote = text;
    this.write('note', `${text}\n`);
  }

  /** Says what was left out, on a line of its own: what comes after it does not go on with what came before. */
  gap(words: string): void {
    for (const stream of this.open) this.write(stream, '\n');
    this.write('note', `${words}\n`);
  }

  /** Waits until all is stored, or the store has been away for too long. */
  async close(): Promise<void> {
    await this.store(await this.finish());
  }

  /**
   * Ends it as `close` does, but leaves a small rest to the caller, who stores it together with the outcome: of a step
   * that prints little and is quick that is one commit less. More than a little is written here, and nothing is left then.
   */
  async finish(): Promise<OutputRow[]> {
    if (this.dropped > 0) this.add('note', `… ${this.dropped.toLocaleString('en-US')} characters left out here …\n`);
    this.dropped = 0;
    this.closedAt = performance.now();
    this.closing.abort();
    await this.writing;
    return this.isFenced ? [] : this.takeRows();
  }

  /** Writes rows of `finish` that nobody has stored. */
  async store(rows: readonly OutputRow[]): Promise<void> {
    if (rows.length > 0) await this.storeSurely(rows);
  }

  private add(stream: Stream, text: string): void {
    this.taken += text.length;
    if (stream !== 'note') this.open[text.endsWith('\n') ? 'delete' : 'add'](stream);
    this.pendingSize += text.length;
    const last = this.pending.at(-1);
    if (last?.stream === stream && stream !== 'note' && last.text.length < CHUNK) last.text += text;
    else this.pending.push({ stream, text });
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
  }

  private async writeAll(): Promise<void> {
    // What is printed in one go comes in several calls, and of a step that is over by then its end is written with it.
    await this.wait(GATHER_MS);
    while (this.pending.length > 0 && !this.isLeftToCaller()) {
      await this.pace();
      const rows = this.takeRows();
      if (!(await this.storeSurely(rows))) this.pending = [];
      this.writtenAt = performance.now();
      this.pendingSize = this.pending.reduce((sum, { text }) => sum + text.length, 0);
      if (this.pendingSize <= FULL / 2) this.giveRoom();
    }
    this.giveRoom();
  }

  private async pace(): Promise<void> {
    const wait = this.writtenAt + PACE_MS - performance.now();
    if (wait <= 0 || this.pendingSize >= BULK || this.closing.signal.aborted) return;
    await this.wait(wait);
  }

  private async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  private isLeftToCaller(): boolean {
    return this.closing.signal.aborted && this.pendingSize <= REST && this.pending.length <= CHUNKS_A_WRITE;
  }

  private takeRows(): OutputRow[] {
    const rows: OutputRow[] = [];
    while (rows.length < CHUNKS_A_WRITE) {
      const first = this.pending[0];
      if (!first) break;
      const text = first.text.slice(0, cutAt(first.text));
      if (text.length === first.text.length) this.pending.shift();
      else first.text = first.text.slice(text.length);
      rows.push(this.toRow(first.stream, text.includes('\0') ? text.replaceAll('\0', '\u2400') : text));
    }
    return rows;
  }

  private toRow(stream: Stream, text: string): OutputRow {
    this.bytes += Buffer.byteLength(text);
    this.seq += 1;
    return { seq: this.seq, stream, text, bytes: this.bytes, ...this.numbers.next(stream, text) };
  }

  /** Tries until it is stored. False where that will never be: the effect goes on, its outcome says what became of it. */
  private async storeSurely(rows: readonly OutputRow[]): Promise<boolean> {
    for (;;) {
      try {
        if (await storeOutput(this.stepId, this.epoch, rows)) return true;
        logger().warn({ stepId: this.stepId, epoch: this.epoch }, 'output of an attempt that is over was not stored');
        break;
      } catch (error) {
        logger().error({ err: error, stepId: this.stepId }, 'output could not be stored');
        const isOver = this.closedAt > 0 && performance.now() - this.closedAt > CLOSE_PATIENCE_MS;
        if (isOver || isRefusal(error)) break;
        await sleep(RETRY_MS);
      }
    }
    this.isFenced = true;
    return false;
  }

  private giveRoom(): void {
    this.room?.open();
    this.room = undefined;
  }
}

/** Where a chunk ends: at a line's end if there is one, never inside a character. */
function cutAt(text: string): number {
  if (text.length <= CHUNK) return text.length;
  const end = text.lastIndexOf('\n', CHUNK - 1) + 1;
  if (end > 0) return end;
  return /[\ud800-\udbff]/.test(text[CHUNK - 1] ?? '') ? CHUNK - 1 : CHUNK;
}

/** A store that is away is worth waiting for; one that does not take these rows (classes 22, 23, 42) is not. */
function isRefusal(error: unknown): boolean {
  return /^(22|23|42)/.test((error as { code?: string }).code ?? '');
}

function makeRoom() {
  let open: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
