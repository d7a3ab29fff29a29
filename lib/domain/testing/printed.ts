import type { OutputChunk } from '@/lib/contracts/views';
import { OutputNumbers } from '../output-numbers';

export type Printed = [seq: number, text: string, stream?: OutputChunk['stream']];
export const chunk = (...printed: Printed) => printed;

/** Chunks as the store has them. */
export function stored(printed: Printed[]): OutputChunk[] {
  const numbers = new OutputNumbers();
  return printed.map(([seq, text, stream = 'stdout']) => ({
    seq,
    stream,
    text,
    ...numbers.next(stream, text),
    at: `2026-11-22T14:09:${String(seq % 60).padStart(2, '0')}.000Z`,
  }));
}
