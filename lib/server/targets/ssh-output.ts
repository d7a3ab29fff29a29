import 'server-only';
import type { Readable } from 'node:stream';
import { BoundedOutput, type StreamName } from './bounded-output.mjs';
import { type CommandOptions, DEFAULT_OUTPUT_BYTES, RESULT_LENGTH } from './command-result';
import { KeptText } from './kept-text';

/** How long whoever takes the output may hold up what prints it; as for commands on this host. */
const STALL_MS = 1000;

/** What a command on another host prints: within its limit, and read no faster than it is taken. */
export class SshOutput {
  private readonly bounded: BoundedOutput;
  private readonly kept = { stdout: new KeptText(RESULT_LENGTH), stderr: new KeptText(RESULT_LENGTH) };
  private paused: Readable[] | undefined;

  constructor(private readonly options: Pick<CommandOptions, 'onOutput' | 'onGap' | 'maxOutputBytes'>) {
    this.bounded = new BoundedOutput(options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES);
  }

  get totalBytes(): number {
    return this.bounded.totalBytes;
  }

  get text(): { stdout: string; stderr: string } {
    return { stdout: this.kept.stdout.read(), stderr: this.kept.stderr.read() };
  }

  /** `from`: what is not read further while this is being taken. */
  push(stream: StreamName, chunk: Uint8Array, from: Readable[]): void {
    const room = this.show(stream, this.bounded.push(stream, chunk));
    if (room && !this.paused) this.pause(room, from);
  }

  /** Shows the rest, no faster than it is taken. */
  async end(): Promise<void> {
    for (const piece of this.bounded.end()) {
      if (piece.stream === 'gap') this.showGap(piece.bytes);
      else await this.show(piece.stream, piece.text);
    }
  }

  private show(stream: StreamName, text: string): Promise<void> | undefined {
    if (text === '') return undefined;
    this.kept[stream].add(text);
    const room = this.options.onOutput?.(stream, text);
    return room instanceof Promise ? room : undefined;
  }

  private showGap(bytes: number): void {
    for (const text of Object.values(this.kept)) text.gap(bytes);
    this.options.onGap?.(bytes);
  }

  private pause(room: Promise<void>, from: Readable[]): void {
    this.paused = from;
    for (const stream of from) stream.pause();
    const stalled = setTimeout(() => {
      this.bounded.closeHead();
      this.readOn();
    }, STALL_MS);
    void room.finally(() => {
      clearTimeout(stalled);
      this.readOn();
    });
  }

  private readOn(): void {
    for (const stream of this.paused ?? []) stream.resume();
    this.paused = undefined;
  }
}
