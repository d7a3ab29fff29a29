import type { OutputAt } from '@/lib/client/fetchers';
import type { OutputNews } from '@/lib/client/output-news';
import type { OutputChunk, OutputPage } from '@/lib/contracts/views';
import { type OutputLine, OutputLines } from '@/lib/domain/output-lines';

export type OutputShown = {
  lines: readonly OutputLine[];
  total: OutputPage['total'];
  hasEarlier: boolean;
  hasLater: boolean;
  /** Nothing was read yet. */
  isPending: boolean;
  hasFailed: boolean;
};

const encoder = new TextEncoder();

/** Characters held at once; what is far from where one reads is read again when it is wanted. */
const MOST_HELD = 2 * 1024 * 1024;
/** What is left when there was too much. */
const LEFT = 1024 * 1024;

/**
 * A stretch of one attempt's output without a hole: it begins at the tail, or around a line, grows to either side, and at
 * the end with what comes. Text that comes along with the news is taken where it follows on; else it is asked for by number,
 * so that nothing is missing and nothing twice, whatever the stream did.
 */
export class OutputWindow {
  /** Whether the newest is in view: then the oldest is let go when there is too much, and else the newest. */
  isFollowing = true;
  private chunks: OutputChunk[] = [];
  private built = new OutputLines();
  private size = 0;
  private hasLater = false;
  private total = { lines: 0, bytes: 0, lastSeq: 0 };
  /** Up to which chunk lines and bytes of `total` are counted. */
  private countedTo = 0;
  private isOpen = false;
  private hasFailed = false;
  private isReading = false;
  private isBehind = false;
  /** What was asked for before the stretch was replaced belongs to nothing any more. */
  private generation = 0;
  private readonly listeners = new Set<() => void>();
  private shown: OutputShown = this.draw();

  constructor(private readonly read: (at: OutputAt) => Promise<OutputPage>) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly getShown = () => this.shown;

  /** Shows another stretch: the tail, or what is around a line. */
  async show(at: { tail: true } | { line: number }): Promise<void> {
    this.generation += 1;
    const page = await this.ask(at, this.generation);
    if (!page) return;
    this.isOpen = true;
    this.hold(page.chunks);
    this.count(page.total);
    this.hasLater = this.lastSeq < page.total.lastSeq;
    this.say();
    // It came while the page was on its way.
    if (!this.hasLater && this.lastSeq < this.total.lastSeq) void this.readOn();
  }

  hear({ lastSeq, chunk }: Pick<OutputNews, 'lastSeq' | 'chunk'>): void {
    if (lastSeq <= this.total.lastSeq) return;
    this.total = { ...this.total, lastSeq };
    if (!this.isOpen) return;
    if (this.hasLater) this.say();
    else if (chunk?.seq === this.lastSeq + 1 && !this.isReading) this.append([chunk]);
    else void this.readOn();
  }

  /** Reads what comes after the last chunk here. */
  async readOn(): Promise<void> {
    if (!this.isOpen) return;
    if (this.isReading) this.isBehind = true;
    else await this.readBeside({ after: this.lastSeq }, (page) => this.takeLater(page));
  }

  async readEarlier(): Promise<void> {
    const first = this.chunks[0]?.seq ?? 1;
    if (first > 1 && !this.isReading) await this.readBeside({ before: first }, (page) => this.takeEarlier(page));
  }

  has(line: number): boolean {
    return this.built.indexOf(line) >= 0;
  }

  private get lastSeq(): number {
    return this.chunks.at(-1)?.seq ?? 0;
  }

  /** One page at a time; what came meanwhile is read when it is there. */
  private async readBeside(at: OutputAt, take: (page: OutputPage) => void): Promise<void> {
    this.isReading = true;
    const { generation } = this;
    const page = await this.ask(at, generation);
    this.isReading = false;
    if (page) take(page);
    const isBehind = this.isBehind && !this.hasLater && this.lastSeq < this.total.lastSeq;
    this.isBehind = false;
    if (isBehind && this.generation === generation) await this.readOn();
  }

  private takeLater(page: OutputPage): void {
    this.count(page.total);
    const isFarBehind = page.lastSeq < page.total.lastSeq;
    // More than a page came at once: who follows wants its end, not its middle.
    if (isFarBehind && this.isFollowing && !this.hasLater) return void this.show({ tail: true });
    this.hasLater = isFarBehind;
    this.append(page.chunks);
  }

  private takeEarlier(page: OutputPage): void {
    const chunks = [...page.chunks, ...this.chunks];
    let size = sizeOf(chunks);
    while (size > MOST_HELD && chunks.length > page.chunks.length) size -= sizeOf(chunks.splice(-1));
    this.hold(chunks);
    this.hasLater = this.lastSeq < this.total.lastSeq;
    this.say();
  }

  private append(chunks: readonly OutputChunk[]): void {
    const fresh = chunks.filter((chunk) => chunk.seq > this.lastSeq);
    for (const chunk of fresh) this.built.add(chunk);
    this.chunks.push(...fresh);
    this.size += sizeOf(fresh);
    for (const { seq, lines, text } of fresh) {
      if (seq <= this.countedTo) continue;
      this.total = { ...this.total, lines, bytes: this.total.bytes + encoder.encode(text).length };
      this.countedTo = seq;
    }
    if (this.size > MOST_HELD && (this.isFollowing || this.hasLater)) this.letOldestGo();
    else if (this.size > 2 * MOST_HELD) this.hasLater = true;
    this.say();
  }

  private letOldestGo(): void {
    const chunks = [...this.chunks];
    let size = this.size;
    let gone = 0;
    while (size > LEFT && gone < chunks.length - 1) {
      size -= sizeOf([chunks[gone] as OutputChunk]);
      gone += 1;
    }
    this.hold(chunks.slice(gone));
  }

  private hold(chunks: OutputChunk[]): void {
    this.chunks = chunks;
    this.size = sizeOf(chunks);
    this.built = new OutputLines(chunks);
  }

  private async ask(at: OutputAt, generation: number): Promise<OutputPage | null> {
    try {
      const page = await this.read(at);
      this.hasFailed = false;
      return this.generation === generation ? page : null;
    } catch {
      // Said on the screen, and asked again: with the next news, or when the hook's clock comes round.
      this.hasFailed = true;
      this.say();
      return null;
    }
  }

  /** Takes the store's own figures, unless what came since is counted already. */
  private count(total: OutputPage['total']): void {
    if (total.lastSeq < this.countedTo) return;
    this.countedTo = total.lastSeq;
    this.total = { ...total, lastSeq: Math.max(total.lastSeq, this.total.lastSeq) };
  }

  private draw(): OutputShown {
    return {
      lines: this.built.lines.slice(),
      total: this.total,
      hasEarlier: (this.chunks[0]?.seq ?? 1) > 1,
      hasLater: this.hasLater,
      isPending: !this.isOpen,
      hasFailed: this.hasFailed,
    };
  }

  private say(): void {
    this.shown = this.draw();
    for (const listener of this.listeners) listener();
  }
}

function sizeOf(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.text.length, 0);
}
