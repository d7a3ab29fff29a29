// @ts-check
// Plain JavaScript without imports: the spawner, which has to stay small, shares it with the ssh executor.

const REPLACEMENT = '\ufffd';

/**
 * Keeps one stream's first and last bytes within a limit and marks what it left out between them. What comes out is
 * valid UTF-8 without NUL (PostgreSQL's text cannot hold one), whatever went in. Memory: never more than the limit.
 */
export class BoundedOutput {
  #head = new TextDecoder('utf-8');
  #headLeft;
  #tail;
  #totalBytes = 0;

  /** @param {number} limitBytes kept of this stream: half for its beginning, half for its end. */
  constructor(limitBytes) {
    this.#headLeft = Math.ceil(limitBytes / 2);
    this.#tail = new Ring(Math.floor(limitBytes / 2));
  }

  /** Bytes seen, kept or not. */
  get totalBytes() {
    return this.#totalBytes;
  }

  /**
   * Takes bytes and returns the text that can be shown now: empty once the beginning is full, until `end`.
   * @param {Uint8Array} chunk
   * @returns {string}
   */
  push(chunk) {
    this.#totalBytes += chunk.length;
    const head = chunk.subarray(0, this.#headLeft);
    this.#headLeft -= head.length;
    if (head.length < chunk.length) this.#tail.push(chunk.subarray(head.length));
    return head.length === 0 ? '' : withoutNul(this.#head.decode(head, { stream: true }));
  }

  /**
   * The rest: the gap's mark where there is one, and the end of the stream. To be called once.
   * @returns {string}
   */
  end() {
    const tail = this.#tail.read();
    const leftOut = this.#tail.droppedBytes;
    // Without a gap the tail goes on where the head stopped, perhaps in the middle of a character.
    if (leftOut === 0) return withoutNul(this.#head.decode(tail));
    const end = withoutNul(new TextDecoder('utf-8').decode(tail)).replace(new RegExp(`^${REPLACEMENT}{1,3}`), '');
    return `\n[… ${leftOut.toLocaleString('en-US')} bytes left out …]\n${end}`;
  }
}

/** The last bytes of a stream, in a buffer that is made when first needed. */
class Ring {
  /** @type {Uint8Array | undefined} */
  #buffer;
  #limit;
  #at = 0;
  #total = 0;

  /** @param {number} limit bytes */
  constructor(limit) {
    this.#limit = limit;
  }

  get droppedBytes() {
    return Math.max(0, this.#total - this.#limit);
  }

  /** @param {Uint8Array} chunk */
  push(chunk) {
    this.#total += chunk.length;
    if (this.#limit === 0) return;
    this.#buffer ??= new Uint8Array(this.#limit);
    const last = chunk.subarray(Math.max(0, chunk.length - this.#limit));
    const untilEnd = last.subarray(0, this.#limit - this.#at);
    this.#buffer.set(untilEnd, this.#at);
    this.#buffer.set(last.subarray(untilEnd.length), 0);
    this.#at = (this.#at + last.length) % this.#limit;
  }

  /** @returns {Uint8Array} */
  read() {
    if (!this.#buffer) return new Uint8Array(0);
    if (this.#total <= this.#limit) return this.#buffer.subarray(0, this.#total);
    return Buffer.concat([this.#buffer.subarray(this.#at), this.#buffer.subarray(0, this.#at)]);
  }
}

/** @param {string} text */
function withoutNul(text) {
  return text.replaceAll('\0', REPLACEMENT);
}
