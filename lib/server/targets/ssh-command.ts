import 'server-only';
import type { Client, ClientChannel } from 'ssh2';
import { AppError } from '@/lib/domain/errors';
import type { StreamName } from './bounded-output.mjs';
import { type Command, type CommandOptions, type CommandResult, emptyResult, notStarted } from './command-result';
import { nameOf, type SshHost } from './ssh-connection';
import { explainRefusal, findUnfit, orderOf } from './ssh-order';
import { SshOutput } from './ssh-output';
import { leaseSsh, type SshLease } from './ssh-pool';
import { ask, endSsh, type SshReconciliation } from './ssh-reconcile';
import { LAUNCH_COMMAND, REFUSED_LINE, STARTED_LINE } from './ssh-scripts';

// After the far wrapper has exited: what its children still hold open is read no longer than this.
const PIPE_GRACE_MS = 1000;
const START_GRACE_MS = 10_000;

const LOST = { ending: 'lost', exitCode: null, signal: null, isGone: false } as const;
const KEEPS_STATUS = 'after the command was sent. The host keeps what became of it.';
const CANNOT_END = 'so the command could not be ended from here; it ends there by its own time limit.';

/** Runs a command on a host over ssh, once. See `executeCommand`. */
export async function runOverSsh(host: SshHost, command: Command, options: CommandOptions): Promise<CommandResult> {
  const startedAt = performance.now();
  const unfit = findUnfit(command);
  if (unfit) return notStarted(unfit, startedAt);
  try {
    const reused = await tryLaunch(host, command, options, startedAt, false);
    // It had died while nobody used it, and the order was never sent: over a new one it is still the first try.
    return reused ?? ((await tryLaunch(host, command, options, startedAt, true)) as CommandResult);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return notStarted(`${error.message} ${error.remedy}`, startedAt);
  }
}

/** Null where a connection that had been there before was dead, and nothing was sent over it. */
async function tryLaunch(
  host: SshHost,
  command: Command,
  options: CommandOptions,
  startedAt: number,
  isFresh: boolean,
): Promise<CommandResult | null> {
  const lease = await leaseSsh(host, options.credentials, { isFresh });
  const launch = new SshLaunch(host, lease, command, options, startedAt);
  const result = await launch.run();
  if (launch.isUnheard) lease.discard();
  else lease.release();
  return launch.isUnheard && lease.isReused ? null : result;
}

class SshLaunch {
  readonly #output: SshOutput;
  #isSettled = false;
  /** What came on stderr before the wrapper said whether it started. */
  #opening: Buffer | undefined = Buffer.alloc(0);
  #refusal: string | undefined;
  #isSent = false;
  /** The connection gave no channel: the far side knows nothing of this. */
  isUnheard = false;
  #channel: ClientChannel | undefined;
  #cutShort: 'timed_out' | 'cancelled' | undefined;
  #exit: { code: number | null; signal: string | null } | undefined;
  #finish: (result: CommandResult) => void = () => undefined;
  #deadline: NodeJS.Timeout | undefined;
  #pipeGrace: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: SshHost,
    private readonly lease: SshLease,
    private readonly command: Command,
    private readonly options: CommandOptions,
    private readonly startedAt: number,
  ) {
    this.#output = new SshOutput(options);
  }

  async run(): Promise<CommandResult> {
    const onAbort = () => void this.#end('cancelled');
    const onLost = () => this.#lose();
    const { client } = this.lease;
    try {
      return await new Promise<CommandResult>((resolve) => {
        this.#finish = resolve;
        client.on('error', onLost);
        client.on('close', onLost);
        this.options.signal?.addEventListener('abort', onAbort, { once: true });
        if (this.options.signal?.aborted) onAbort();
        this.#openChannel(client);
      });
    } finally {
      client.off('error', onLost);
      client.off('close', onLost);
      // What a child on the far side still holds open would keep one of the connection's few sessions.
      this.#channel?.close();
      this.options.signal?.removeEventListener('abort', onAbort);
      clearTimeout(this.#deadline);
      clearTimeout(this.#pipeGrace);
    }
  }

  #openChannel(client: Client): void {
    try {
      client.exec(LAUNCH_COMMAND, (error, channel) => (error ? this.#getNoChannel(error) : this.#launch(channel)));
    } catch (error) {
      this.#getNoChannel(error as Error);
    }
  }

  #getNoChannel({ message }: Error): void {
    this.isUnheard = !this.#cutShort;
    this.#refuse(`${nameOf(this.host)} took no command: ${message}.`);
  }

  #launch(channel: ClientChannel): void {
    // Cancelled while the channel was opening: the wrapper has no order yet and ends on an empty one.
    if (this.#cutShort) {
      channel.close();
      return;
    }
    const show = (stream: StreamName, chunk: Buffer) => this.#output.push(stream, chunk, [channel, channel.stderr]);
    channel.on('data', (chunk: Buffer) => show('stdout', chunk));
    channel.stderr.on('data', (chunk: Buffer) => show('stderr', this.#opening ? this.#hearOpening(chunk) : chunk));
    channel.once('exit', (code: number | null, signal?: string) => {
      this.#exit = { code, signal: signal ?? null };
      this.#pipeGrace = setTimeout(() => this.#conclude(), PIPE_GRACE_MS);
    });
    channel.once('close', () => this.#conclude());
    this.#channel = channel;
    this.#isSent = true;
    this.#setDeadline(this.options.timeoutMs + START_GRACE_MS);
    channel.end(orderOf(this.command, this.options));
  }

  /** Takes what comes on stderr before the wrapper has said that it started, and returns what is the command's own. */
  #hearOpening(chunk: Buffer): Buffer {
    const opening = Buffer.concat([this.#opening ?? chunk.subarray(0, 0), chunk]);
    this.#opening = opening;
    // Before the line there may be words of the login shell's own start-up files; they are not the command's.
    const text = opening.toString('latin1');
    this.#refusal ??= new RegExp(`^${REFUSED_LINE} (\\w+)`, 'm').exec(text)?.[1];
    const at = text.indexOf(`${STARTED_LINE}\n`);
    if (at < 0) return chunk.subarray(chunk.length);
    this.#opening = undefined;
    this.#setDeadline(this.options.timeoutMs);
    return opening.subarray(at + STARTED_LINE.length + 1);
  }

  // Counted from the command's own start: a slow sign-in or a busy host is not the command's time.
  #setDeadline(milliseconds: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => void this.#end('timed_out'), milliseconds);
  }

  /** The far side has ended by itself. Without an exit code the wrapper was killed, and the command may go on. */
  #conclude(): void {
    if (this.#cutShort) return;
    const { code = null, signal = null } = this.#exit ?? {};
    if (code === null) this.#lose();
    else if (this.#opening !== undefined) this.#refuse(explainRefusal(this.#refusal, this.command, this.host));
    else this.#settle({ ending: 'exited', exitCode: code, signal, isGone: true });
  }

  async #end(reason: 'timed_out' | 'cancelled'): Promise<void> {
    if (this.#cutShort || this.#exit) return;
    this.#cutShort = reason;
    const said = this.#isSent ? await this.#endFarSide() : undefined;
    if (!this.#isSent) this.#refuse('It was cancelled before it started.');
    else if (!said) this.#settle({ ...LOST, error: `The connection to ${nameOf(this.host)} is lost, ${CANNOT_END}` });
    else if (said.state === 'never_started') this.#refuse(said.sentence);
    else this.#settleEnded(reason, said);
  }

  #settleEnded(ending: 'timed_out' | 'cancelled', said: SshReconciliation): void {
    const isGone = said.state !== 'running';
    this.#settle({ ending, exitCode: said.exitCode, signal: null, isGone, error: isGone ? undefined : said.sentence });
  }

  // Over the connection that is there, and where that is dead, over a new one. Undefined where neither answers: the step
  // is then lost and says so.
  async #endFarSide(): Promise<SshReconciliation | undefined> {
    try {
      return await ask(this.lease.client, this.host, this.options.tag, 'end');
    } catch {
      this.lease.discard();
      return endSsh(this.host, this.options.tag, this.options.credentials).catch(() => undefined);
    }
  }

  #lose(): void {
    if (this.#cutShort) return;
    const name = nameOf(this.host);
    if (!this.#isSent) this.#getNoChannel(new Error('it closed the connection'));
    else this.#settle({ ...LOST, error: `The connection to ${name} was lost ${KEEPS_STATUS}` });
  }

  #refuse(error: string): void {
    this.#finish(emptyResult('not_started', true, error, this.startedAt));
  }

  #settle(outcome: Pick<CommandResult, 'ending' | 'exitCode' | 'signal' | 'isGone' | 'error'>): void {
    // The first answer stands.
    if (this.#isSettled) return;
    this.#isSettled = true;
    const tookMs = Math.round(performance.now() - this.startedAt);
    void this.#output.end().then(() => {
      const { text, totalBytes: outputBytes } = this.#output;
      this.#finish({ ...outcome, ...text, outputBytes, tookMs });
    });
  }
}
