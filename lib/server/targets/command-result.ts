import 'server-only';

/** How a command ended. `lost`: it was launched, and how it ended cannot be known from here; never run it again unasked. */
export type CommandEnding = 'exited' | 'timed_out' | 'cancelled' | 'not_started' | 'lost';

export type CommandResult = {
  exitCode: number | null;
  signal: string | null;
  ending: CommandEnding;
  /** Whether its process group was seen to be gone on the host it ran on. */
  isGone: boolean;
  /** Of local commands: the number of that group, which is that of its first process. */
  groupId?: number;
  /** Valid UTF-8: what `onOutput` got, put together, and of very much its first and last 2 Mi characters with a mark between. */
  stdout: string;
  stderr: string;
  /** Bytes printed to both, kept or not. */
  outputBytes: number;
  tookMs: number;
  /** Why it did not start, or what was lost, in a sentence. Absent where it ran: the exit code speaks. */
  error?: string;
  /** What it left running, in a sentence. No failure: a service manager does so on purpose. */
  note?: string;
  /** Processes that the command started and that outlived it (local hosts on Linux only). */
  leftRunning?: { pid: number; name: string }[];
};

export type CommandOptions = {
  timeoutMs: number;
  signal?: AbortSignal;
  /**
   * Called in order; text is never split inside a character. Not masked. Where it returns a promise, no more is read of
   * what the command prints until that is kept, or a second has passed.
   */
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => unknown;
  /** Called once where so many bytes of both streams were left out: what `onOutput` gets after it does not follow on. */
  onGap?: (bytes: number) => void;
  /** Unique for this one launch (`<run>-<step>-<epoch>`): letters, digits, dot, underscore, hyphen. */
  tag: string;
  /** Kept of the two streams together, seven eighths from their beginning. Default 16 MiB. */
  maxOutputBytes?: number;
  /** For ssh hosts: the private key in OpenSSH or PEM form, and its passphrase where it has one. */
  credentials?: { privateKey: string; passphrase?: string };
};

export type Command = { argv: string[]; cwd?: string; env?: Record<string, string>; input?: string };

export const DEFAULT_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Characters of each stream that a result holds: what is read by a check, not what is stored. */
export const RESULT_LENGTH = 4 * 1024 * 1024;

/** A result for a command of which nothing ran. */
export function notStarted(error: string, startedAt: number): CommandResult {
  return emptyResult('not_started', true, error, startedAt);
}

/** A result without output. `startedAt`: performance.now() at the launch. */
export function emptyResult(ending: CommandEnding, isGone: boolean, error: string, startedAt: number): CommandResult {
  const tookMs = Math.round(performance.now() - startedAt);
  return { exitCode: null, signal: null, ending, isGone, stdout: '', stderr: '', outputBytes: 0, tookMs, error };
}
