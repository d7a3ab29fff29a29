// @ts-check
// Plain JavaScript without imports: the spawner, which has to stay small, shares it with the ssh executor.

const REPLACEMENT = '\ufffd';
// What is kept of the end: errors stand there, and it waits in memory until the command is over.
const TAIL_SHARE = 1 / 8;
const PIECE_BYTES = 64 * 1024;
// Two streams that take turns byte by byte would otherwise cost more for keeping count than for what is counted.
const MOST_SEGMENTS = 50_000;
const STREAMS = /** @type {const} */ (['stdout', 'stderr']);

/**
 * @typedef {'stdout' | 'stderr'} StreamName
 * @typedef {{ stream: StreamName, text: string } | { stream: 'gap', bytes: number }} LatePiece
 */

/**
 * Keeps the first and last bytes of a command's two streams, together within a limit, and counts what it left out
 * between them. What comes out is valid UTF-8 without NUL (PostgreSQL's text cannot hold one), whatever went in. Memory:
 * an eighth of the limit, and only once that much was printed.
 */
export class BoundedOutput {
  /** @type {Record<StreamName, TextDecoder>} */
  #decoders = { stdout: new TextDecoder('utf-8'), stderr: new TextDecoder('utf-8') };
  /** The last bytes that were decoded: they may end inside a character. @type {Record<StreamName, number[]>} */
  #last = { stdout: [], stderr: [] };
  #headLeft;
  #tail;
  #totalBytes = 0;

  /**
   * @param {number} limitBytes kept of both streams together
   * @param {number} [tailBytes] of these, kept of the end
   */
  constructor(limitBytes, tailBytes = Math.floor(limitBytes * TAIL_SHARE)) {
    this.#headLeft = limitBytes - tailBytes;
    this.#tail = new Tail(tailBytes);
  }

  /** Bytes seen, kept or not. */
  get totalBytes() {
    return this.#totalBytes;
  }

  /**
   * Takes bytes and returns the text that can be shown now: empty once the beginning is full, until `end`.
   * @param {StreamName} stream
   * @param {Uint8Array} chunk
   * @returns {string}
   */
  push(stream, chunk) {
    this.#totalBytes += chunk.length;
    const head = chunk.subarray(0, this.#headLeft);
    this.#headLeft -= head.length;
    if (head.length < chunk.length) this.#tail.push(stream, chunk.subarray(head.length));
    return head.length === 0 ? '' : this.#decode(stream, head);
  }

  /** Whoever takes the beginning does not take more: what follows is kept as the end, as far as that goes. */
  closeHead() {
    this.#headLeft = 0;
  }

  /**
   * The rest in pieces: the gap where there is one, and the end. To be called once.
   * @returns {Generator<LatePiece>}
   */
  *end() {
    let leftOut = 0;
    for (const stream of STREAMS) {
      const dropped = this.#tail.dropped[stream];
      // Without a gap the tail goes on where the head stopped, perhaps in the middle of a character.
      if (dropped === 0) continue;
      leftOut += dropped + unfinishedBytes(this.#last[stream]) + this.#tail.skipHalfCharacter(stream);
      this.#decoders[stream] = new TextDecoder('utf-8');
    }
    if (leftOut > 0) yield { stream: 'gap', bytes: leftOut };
    for (const { stream, bytes } of this.#tail.pieces()) yield { stream, text: this.#decode(stream, bytes) };
    for (const stream of STREAMS) yield { stream, text: this.#decoders[stream].decode() };
  }

  /**
   * @param {StreamName} stream
   * @param {Uint8Array} bytes
   */
  #decode(stream, bytes) {
    this.#last[stream] = bytes.length < 3 ? [...this.#last[stream], ...bytes].slice(-3) : [...bytes.subarray(-3)];
    const text = this.#decoders[stream].decode(bytes, { stream: true });
    return text.includes('\0') ? text.replaceAll('\0', REPLACEMENT) : text;
  }
}

/** The last bytes of both streams in their order, in a ring that is made when first needed. */
class Tail {
  /** Bytes that did not fit in, of each stream. */
  dropped = { stdout: 0, stderr: 0 };
  /** @type {Uint8Array | undefined} */
  #ring;
  #limit;
  #start = 0;
  #length = 0;
  /** @type {{ stream: StreamName, length: number }[]} */
  #segments = [];
  #skip = { stdout: 0, stderr: 0 };

  /** @param {number} limit bytes */
  constructor(limit) {
    this.#limit = limit;
  }

  /**
   * @param {StreamName} stream
   * @param {Uint8Array} chunk
   */
  push(stream, chunk) {
    const last = chunk.subarray(Math.max(0, chunk.length - this.#limit));
    this.#evict(this.#length + last.length - this.#limit);
    this.dropped[stream] += chunk.length - last.length;
    this.#write(last);
    const segment = this.#segments.at(-1);
    if (segment?.stream === stream) segment.length += last.length;
    else this.#segments.push({ stream, length: last.length });
    if (this.#segments.length > MOST_SEGMENTS) this.#evict(this.#segments[0]?.length ?? 0);
  }

  /**
   * Leaves out the rest of a character whose beginning is gone; returns how many bytes that is.
   * @param {StreamName} stream
   */
  skipHalfCharacter(stream) {
    let at = 0;
    for (const segment of this.#segments) {
      if (segment.stream !== stream) {
        at += segment.length;
        continue;
      }
      let half = 0;
      while (half < Math.min(3, segment.length) && isInside(this.#byteAt(at + half))) half += 1;
      this.#skip[stream] = half;
      return half;
    }
    return 0;
  }

  /** @returns {Generator<{ stream: StreamName, bytes: Uint8Array }>} */
  *pieces() {
    let at = this.#start;
    for (const { stream, length } of this.#segments) {
      for (let left = length; left > 0; ) {
        const size = Math.min(left, PIECE_BYTES, this.#limit - at);
        const bytes = /** @type {Uint8Array} */ (this.#ring).subarray(at, at + size);
        yield { stream, bytes: bytes.subarray(this.#skip[stream]) };
        this.#skip[stream] = Math.max(0, this.#skip[stream] - size);
        left -= size;
        at = (at + size) % this.#limit;
      }
    }
  }

  /** @param {number} bytes */
  #evict(bytes) {
    let gone = 0;
    for (let left = bytes; left > 0; ) {
      const segment = /** @type {{ stream: StreamName, length: number }} */ (this.#segments[gone]);
      const size = Math.min(left, segment.length);
      segment.length -= size;
      this.dropped[segment.stream] += size;
      left -= size;
      if (segment.length === 0) gone += 1;
    }
    if (bytes <= 0) return;
    if (gone > 0) this.#segments.splice(0, gone);
    this.#start = (this.#start + bytes) % this.#limit;
    this.#length -= bytes;
  }

  /** @param {Uint8Array} bytes */
  #write(bytes) {
    if (bytes.length === 0) return;
    this.#ring ??= new Uint8Array(this.#limit);
    const at = (this.#start + this.#length) % this.#limit;
    const untilEnd = bytes.subarray(0, this.#limit - at);
    this.#ring.set(untilEnd, at);
    this.#ring.set(bytes.subarray(untilEnd.length), 0);
    this.#length += bytes.length;
  }

  /** @param {number} index */
  #byteAt(index) {
    return this.#ring?.[(this.#start + index) % this.#limit] ?? 0;
  }
}

/** Whether a byte is one of a character's, but not its first. @param {number} byte */
function isInside(byte) {
  return (byte & 0xc0) === 0x80;
}

/**
 * How many of the last bytes are the beginning of a character that is not whole.
 * @param {number[]} last
 */
function unfinishedBytes(last) {
  for (let count = 1; count <= last.length; count += 1) {
    const byte = /** @type {number} */ (last.at(-count));
    if (isInside(byte)) continue;
    const needed = byte >= 0xf5 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return needed > count ? count : 0;
  }
  return 0;
}
