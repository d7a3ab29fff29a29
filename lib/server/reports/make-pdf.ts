import 'server-only';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '@/lib/domain/errors';
import type { PdfDocument } from '@/lib/domain/pdf-parts';
import { inTurn } from '../in-turn';

/** A report of two thousand lines takes a few seconds; one that takes longer than this never ends. */
const TIMEOUT_MS = 60_000;
const MEMORY_MB = 384;
/** So many may wait for their turn in one process. */
const MOST_WAITING = 8;
let waiting = 0;

/**
 * The file of a document, made in a thread of its own, one at a time in each process. Throws `too_many_attempts` where too
 * many wait already, and `unexpected` where it needed more time or memory than a report may.
 */
export async function makePdf(document: PdfDocument): Promise<Uint8Array<ArrayBuffer>> {
  if (waiting >= MOST_WAITING)
    throw new AppError(
      'too_many_attempts',
      `No PDF was made: ${waiting} others are being made.`,
      'Try again in a minute, or take the Markdown, which is there at once.',
    );
  waiting += 1;
  try {
    return await inTurn('pdf', () => runThread(document));
  } finally {
    waiting -= 1;
  }
}

async function runThread(document: PdfDocument): Promise<Uint8Array<ArrayBuffer>> {
  const thread = new Worker(threadPath(), {
    workerData: document,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no file after ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`the thread ended with ${code} before it answered`)));
    });
  } catch (cause) {
    throw new AppError(
      'unexpected',
      'The PDF could not be made; nothing was changed.',
      'Take the Markdown, which says the same, or print the page.',
      { cause },
    );
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}

/** How a PDF is sent. `name` is of letters, digits, dots and hyphens. */
export function pdfHeaders(name: string): Record<string, string> {
  return {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${name}.pdf"`,
    'cache-control': 'no-store',
  };
}

// Beside this file in the sources; a bundle has moved this file, and the sources are then under the folder it runs in.
function threadPath(): string {
  const name = 'pdf-thread.mjs';
  const beside = join(fileURLToPath(import.meta.url), '..', name);
  return existsSync(beside) ? beside : join(process.cwd(), 'lib/server/reports', name);
}
