// @ts-check
import { BoundedOutput } from './bounded-output.mjs';

// A program that prints byte by byte would otherwise cost a message a byte. What comes after a pause is said at once.
const PACE_MS = 10;
// What a pipe brings is freed by a collection only, and V8 waits with it until some 64 MiB have gathered.
const COLLECT_BYTES = 8 * 1024 * 1024;

/** One pipe of the command. Bytes past the limit are dropped here, so that a flood never leaves this process. */
export class SpawnedStream {
  #pipe;
  #output;
  #say;
  #pending = '';
  #uncollected = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #saidAt = Number.NEGATIVE_INFINITY;

  /**
   * @param {import('node:stream').Readable | null} pipe
   * @param {number} limitBytes
   * @param {(text: string) => void} say
   */
  constructor(pipe, limitBytes, say) {
    this.#pipe = pipe;
    this.#output = new BoundedOutput(limitBytes);
    this.#say = say;
    pipe?.on('data', (chunk) => this.#take(chunk));
    // A pipe that breaks has nothing more to say; the exit tells how the command ended.
    pipe?.on('error', () => undefined);
  }

  get totalBytes() {
    return this.#output.totalBytes;
  }

  end() {
    this.#pipe?.removeAllListeners('data');
    this.#pipe?.destroy();
    this.#pending += this.#output.end();
    this.#flush();
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    this.#add(this.#output.push(chunk));
    this.#uncollected += chunk.length;
    if (this.#uncollected < COLLECT_BYTES) return;
    this.#uncollected = 0;
    globalThis.gc?.({ type: 'minor' });
  }

  /** @param {string} text */
  #add(text) {
    this.#pending += text;
    if (this.#pending === '' || this.#timer) return;
    const wait = this.#saidAt + PACE_MS - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending === '') return;
    this.#say(this.#pending);
    this.#pending = '';
    this.#saidAt = performance.now();
  }
}
