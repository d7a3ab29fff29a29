// @ts-check
import { BoundedOutput } from './bounded-output.mjs';

// A program that prints byte by byte would otherwise cost a message a byte. What comes after a pause is said at once.
const PACE_MS = 10;
const LONGEST_MESSAGE = 128 * 1024;
// Characters said and not taken yet: the pipes are then read no further, as a slow terminal would do.
const MOST_UNTAKEN = 512 * 1024;
// Whoever takes nothing for this long must not hold up the command: what follows is kept here, as the output's end.
const STALL_MS = 1000;
// At the end nothing is held up but the news of it.
const LAST_STALL_MS = 15_000;
// What a pipe brings is freed by a collection only, and V8 waits with it until some 64 MiB have gathered.
const COLLECT_BYTES = 8 * 1024 * 1024;

/** @typedef {{ stream: import('./bounded-output.mjs').StreamName, text: string } | { stream: 'gap', bytes: number }} Said */

/** Both pipes of a command. Bytes past the limit are dropped here, so that a flood never leaves this process. */
export class SpawnedOutput {
  /** @type {import('node:stream').Readable[]} */
  #pipes = [];
  #output;
  #say;
  /** @type {{ stream: import('./bounded-output.mjs').StreamName, text: string }[]} */
  #pending = [];
  #pendingLength = 0;
  #untaken = 0;
  #uncollected = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** @type {NodeJS.Timeout | undefined} */
  #stall;
  #saidAt = Number.NEGATIVE_INFINITY;
  #onTaken = () => undefined;

  /**
   * @param {number} limitBytes
   * @param {(said: Said) => void} say
   */
  constructor(limitBytes, say) {
    this.#output = new BoundedOutput(limitBytes);
    this.#say = say;
  }

  /**
   * @param {import('./bounded-output.mjs').StreamName} name
   * @param {import('node:stream').Readable | null} pipe
   */
  listen(name, pipe) {
    if (!pipe) return;
    this.#pipes.push(pipe);
    pipe.on('data', (chunk) => this.#take(name, chunk));
    // A pipe that breaks has nothing more to say; the exit tells how the command ended.
    pipe.on('error', () => undefined);
  }

  get totalBytes() {
    return this.#output.totalBytes;
  }

  /** Whether the pipes hold more that is not read, because what was said is not taken yet. */
  get isWaiting() {
    return this.#stall !== undefined;
  }

  /** @param {number} length characters that were said and are dealt with */
  taken(length) {
    this.#untaken -= length;
    this.#onTaken();
    if (!this.isWaiting) return;
    if (this.#untaken > MOST_UNTAKEN / 2) this.#stall?.refresh();
    else this.#readOn();
  }

  /** Says the rest, no faster than it is taken. Resolves at once where there is little. */
  async end() {
    for (const pipe of this.#pipes) pipe.removeAllListeners('data').destroy();
    clearTimeout(this.#stall);
    this.#flush();
    for (const said of this.#output.end()) {
      if (said.stream !== 'gap' && said.text === '') continue;
      if (this.#untaken > MOST_UNTAKEN && !(await this.#isTakenInTime())) return;
      this.#tell(said);
    }
  }

  /**
   * @param {import('./bounded-output.mjs').StreamName} name
   * @param {Buffer} chunk
   */
  #take(name, chunk) {
    this.#add(name, this.#output.push(name, chunk));
    this.#uncollected += chunk.length;
    if (this.#uncollected < COLLECT_BYTES) return;
    this.#uncollected = 0;
    globalThis.gc?.({ type: 'minor' });
  }

  /**
   * @param {import('./bounded-output.mjs').StreamName} stream
   * @param {string} text
   */
  #add(stream, text) {
    if (text === '') return;
    const last = this.#pending.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.#pending.push({ stream, text });
    this.#pendingLength += text.length;
    const wait = this.#pendingLength >= LONGEST_MESSAGE ? 0 : this.#saidAt + PACE_MS - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const said of this.#pending.splice(0)) this.#tell(said);
    this.#pendingLength = 0;
    this.#saidAt = performance.now();
    if (this.#untaken > MOST_UNTAKEN && !this.isWaiting) this.#wait();
  }

  /** @param {Said} said */
  #tell(said) {
    if (said.stream !== 'gap') this.#untaken += said.text.length;
    this.#say(said);
  }

  #wait() {
    for (const pipe of this.#pipes) pipe.pause();
    this.#stall = setTimeout(() => {
      this.#output.closeHead();
      this.#readOn();
    }, STALL_MS);
  }

  #readOn() {
    clearTimeout(this.#stall);
    this.#stall = undefined;
    for (const pipe of this.#pipes) pipe.resume();
  }

  /** @returns {Promise<boolean>} */
  #isTakenInTime() {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), LAST_STALL_MS);
      this.#onTaken = () => {
        if (this.#untaken > MOST_UNTAKEN / 2) return void timer.refresh();
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
