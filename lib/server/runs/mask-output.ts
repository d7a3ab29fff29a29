import 'server-only';
import { createMasker } from '../targets/masking';
import type { OutputRecorder } from './output-recorder';

export type MaskedOutput = Pick<OutputRecorder, 'write' | 'note'>;

/**
 * A recorder that takes whole texts (a notice, an answer, a note) and masks the target's secrets in each. What comes in
 * pieces is masked where it comes from, since a piece may end inside a secret.
 */
export function maskOutput(
  output: OutputRecorder,
  secrets: string[],
): { output: MaskedOutput; mask: (text: string) => string } {
  const mask = createMasker(secrets);
  return {
    mask,
    output: { write: (stream, text) => output.write(stream, mask(text)), note: (text) => output.note(mask(text)) },
  };
}
