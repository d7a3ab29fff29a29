import 'server-only';
import { notifyNews } from '../audit/append-event';
import { db } from '../db';
import { logger } from '../logger';

type Stream = 'stdout' | 'stderr' | 'note';

/** Kept of one step: this much from its beginning and this much of its end, in characters. */
export const HEAD_LIMIT = 512 * 1024;
export const TAIL_LIMIT = 512 * 1024;
const FLUSH_MS = 150;
const CHUNK_LIMIT = 32 * 1024;

/**
 * Carries a step's output to the store in numbered chunks while it runs. Past the head's limit the newest is held
 * back as a tail, and written at the end behind a marked gap: bounded, and nothing lost without a word.
 */
export class OutputRecorder {
  private seq = 0;
  private headSize = 0;
  private tail: { stream: Stream; text: string }[] = [];
  private tailSize = 0;
  private dropped = 0;
  private pending: { stream: Stream; text: string }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private lastNote = '';

  constructor(
    private readonly stepId: string,
    private readonly epoch: number,
  ) {}

  write(stream: Stream, text: string): void {
    for (let at = 0; at < text.length; at += CHUNK_LIMIT) this.add(stream, text.slice(at, at + CHUNK_LIMIT));
  }

  /** A fact about the step itself, once while it stays the same: "waits for a lock held by …". */
  note(text: string): void {
    if (text === this.lastNote) return;
    this.lastNote = text;
    this.write('note', `${text}\n`);
  }

  private add(stream: Stream, text: string): void {
    // Once a piece has gone to the tail all later ones do: a small one must not slip in before it.
    if (this.tail.length === 0 && this.headSize + text.length <= HEAD_LIMIT) {
      this.headSize += text.length;
      this.queue(stream, text);
      return;
    }
    this.tail.push({ stream, text });
    this.tailSize += text.length;
    while (this.tailSize > TAIL_LIMIT && this.tail.length > 1) {
      const gone = this.tail.shift() as { text: string };
      this.tailSize -= gone.text.length;
      this.dropped += gone.text.length;
    }
  }

  private queue(stream: Stream, text: string): void {
    const last = this.pending.at(-1);
    if (last?.stream === stream && last.text.length + text.length <= CHUNK_LIMIT) last.text += text;
    else this.pending.push({ stream, text });
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private flush(): void {
    this.timer = null;
    const rows = this.pending.map(({ stream, text }) => ({
      stepId: this.stepId,
      epoch: this.epoch,
      seq: ++this.seq,
      stream,
      text: text.replaceAll('\0', '\u2400'),
    }));
    this.pending = [];
    if (rows.length === 0) return;
    this.writing = this.writing.then(() => this.store(rows));
  }

  private async store(
    rows: { stepId: string; epoch: number; seq: number; stream: string; text: string }[],
  ): Promise<void> {
    try {
      await db().output.createMany({ data: rows, skipDuplicates: true });
      await notifyNews(db(), { kind: 'output', stepId: this.stepId });
    } catch (error) {
      // The effect goes on whether or not its output can be kept; the outcome says what became of it.
      logger().error({ err: error, stepId: this.stepId }, 'output could not be stored');
    }
  }

  /** Writes what is held back and waits until all of it is stored. */
  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    if (this.dropped > 0) this.queue('note', `… ${this.dropped} characters left out here …\n`);
    for (const { stream, text } of this.tail) this.queue(stream, text);
    this.tail = [];
    if (this.timer) clearTimeout(this.timer);
    this.flush();
    await this.writing;
  }
}
