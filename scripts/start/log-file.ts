import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const LIMIT_BYTES = 10_000_000;
const WARNING_LEVEL = 40; // pino's numbers: 30 is info, 40 is warn

/** Opens a process's log; the one before is kept once, so that logs take a bounded space. */
export function openLog(dataDir: string, name: string): WriteStream {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.log`);
  if (existsSync(file) && statSync(file).size > LIMIT_BYTES) renameSync(file, `${file}.1`);
  return createWriteStream(file, { flags: 'a', mode: 0o600 });
}

type Log = { name: string; to: WriteStream; mask: (line: string) => string };

/**
 * Writes every line to the log, and shows on the terminal those that somebody ought to see. Each is masked here as well: what
 * Next, Node or a library prints by itself has not gone by the process's own logger.
 */
export function follow(source: Readable, { name, to, mask }: Log, isErrorStream: boolean): void {
  createInterface({ input: source }).on('line', (printed) => {
    const line = mask(printed);
    to.write(`${line}\n`);
    const warning = findWarning(line, isErrorStream);
    if (warning) console.error(`[${name}] ${warning}`);
  });
}

/** The part of a line that is worth the terminal: a log entry from warning up, or anything plain on stderr. */
export function findWarning(line: string, isErrorStream: boolean): string | undefined {
  if (!line.startsWith('{')) return isErrorStream && line.trim() ? line : undefined;
  try {
    const entry = JSON.parse(line);
    return entry.level >= WARNING_LEVEL ? String(entry.msg ?? entry.err?.message ?? line) : undefined;
  } catch {
    return isErrorStream ? line : undefined;
  }
}
