import 'server-only';

/** Keeps the first and the last characters of a text that comes in pieces, and marks what it left out between them. */
export class KeptText {
  private head = '';
  private headRoom: number;
  private tail: string[] = [];
  private tailLength = 0;
  private leftOutBytes = 0;

  /** `limit`: characters kept, half of them from the beginning. */
  constructor(private readonly limit: number) {
    this.headRoom = limit / 2;
  }

  add(text: string): void {
    this.head += text.slice(0, this.headRoom);
    const rest = text.slice(this.headRoom);
    this.headRoom -= text.length - rest.length;
    if (rest === '') return;
    this.tail.push(rest);
    this.tailLength += rest.length;
    while (this.tailLength - (this.tail[0]?.length ?? 0) >= this.limit / 2) {
      const gone = this.tail.shift() ?? '';
      this.tailLength -= gone.length;
      this.leftOutBytes += Buffer.byteLength(gone);
    }
  }

  /** Bytes that were left out before this had them: what comes next does not go on with what is here. */
  gap(bytes: number): void {
    this.leftOutBytes += bytes;
    this.headRoom = 0;
  }

  read(): string {
    const tail = this.tail.join('');
    const cut = Math.max(0, tail.length - this.limit / 2);
    const leftOut = this.leftOutBytes + Buffer.byteLength(tail.slice(0, cut));
    return leftOut === 0 ? this.head + tail : `${this.head}\n${gapWords(leftOut)}\n${tail.slice(cut)}`;
  }
}

/** What stands where output was left out. */
export function gapWords(bytes: number): string {
  return `[… ${bytes.toLocaleString('en-US')} bytes left out …]`;
}
