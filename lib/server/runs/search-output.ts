import 'server-only';
import type { Me, OutputMatches } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { needleOf } from '@/lib/domain/output-lines';
import { OutputSearch } from '@/lib/domain/output-search';
import { authoriseToRead } from '../auth/authorise-for';
import { inTurn } from '../in-turn';
import { type Attempt, readChunks } from './output-chunks';
import { findAttempt } from './read-output';

const LONGEST_WORDS = 200;
/** Line numbers that an answer carries; `total` counts all. */
const MOST_LINES = 5_000;
/** Read from the store at once: between two of these others have their turn. */
const BATCH_BYTES = 1024 * 1024;
const BATCH_CHUNKS = 500;

/**
 * The lines of a whole attempt that hold the words, as they stand on the screen. A person's searches go one after the
 * other; `signal` ends one that nobody waits for. Null for a step that is not there. Throws AppError `invalid_input`.
 */
export async function readMatches(
  me: Me,
  { stepId, epoch, words, signal }: { stepId: string; epoch: number; words: string; signal?: AbortSignal },
): Promise<OutputMatches | null> {
  if (!(await authoriseToRead(me, { step: stepId }))) return null;
  if (needleOf(words) === '' || words.length > LONGEST_WORDS)
    throw new AppError(
      'invalid_input',
      'Nothing was searched for.',
      `Give 1 to ${LONGEST_WORDS} characters that are not only spaces.`,
    );
  const found = await findAttempt(stepId, epoch);
  return found && inTurn(`search ${me.id}`, () => search(found.attempt, words, signal));
}

async function search(attempt: Attempt, words: string, signal: AbortSignal | undefined): Promise<OutputMatches> {
  const looking = new OutputSearch(words);
  let lastSeq = 0;
  while (!signal?.aborted) {
    const chunks = await readChunks(attempt, { after: lastSeq, most: BATCH_BYTES, take: BATCH_CHUNKS });
    if (chunks.length === 0) break;
    for (const chunk of chunks) looking.add(chunk);
    lastSeq = chunks.at(-1)?.seq ?? lastSeq;
  }
  const lines = looking.finish();
  return { lines: lines.slice(0, MOST_LINES), total: lines.length, lastSeq };
}
