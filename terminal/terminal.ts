import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { confirmPasswordSchema } from '@/lib/contracts/account';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { stepUpByPassword } from '@/lib/server/auth/step-up';
import { listenToNews } from '@/lib/server/news-hub';
import { getWorker } from '@/lib/server/now/get-worker';
import { actAsToken, readAsToken } from '@/lib/server/terminal/run-as-token';
import { Interrupted, TimedOut, Unattended } from './errors';
import type { Screen } from './screen';

/** How often things are looked at while no news comes: the hint may be lost, the state in the store is not. */
const LOOK_MS = 1_000;
/** Output comes in bursts of news; a look after each would be one after another without a pause. */
const BURST_MS = 150;
/** A worker that ended is started again within that; its work waits for it. */
const UNATTENDED_MS = 15_000;

type Parts = {
  /** Reads the token and opens the store; done once, when a command first needs either. */
  signIn: () => Promise<string>;
  screen: Screen;
  /** Somebody sits there and can be asked. */
  isInteractive: boolean;
  signal: AbortSignal;
};
type Wait = {
  timeoutMs: number;
  what: string;
  /** People do it, in their own time; everything else is a worker's, and nothing comes of it while there is none. */
  isUpToPeople?: true;
};

/** What a command has: its person's token for use cases, a screen, somebody to ask, and a way to wait. */
export class Terminal {
  private token: Promise<string> | undefined;

  constructor(private readonly parts: Parts) {}

  get screen(): Screen {
    return this.parts.screen;
  }

  get isInteractive(): boolean {
    return this.parts.isInteractive;
  }

  async act<Schema extends z.ZodType, T>(
    schema: Schema,
    input: z.input<Schema>,
    useCase: (me: Me, data: z.output<Schema>) => Promise<T>,
  ): Promise<T> {
    const token = await this.signedIn();
    try {
      return await actAsToken(token, schema, input, useCase);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'stale_sign_in') throw error;
      await this.confirm(token);
      return actAsToken(token, schema, input, useCase);
    }
  }

  async read<T>(useCase: (me: Me) => Promise<T | null>, what?: string): Promise<NonNullable<T>> {
    return readAsToken(await this.signedIn(), useCase, what);
  }

  /** Looks again whenever something happens, until it is done. Leaves by Ctrl-C, when the time is over, or without a worker. */
  async until<T>(
    look: () => Promise<T>,
    isDone: (seen: T) => boolean,
    { timeoutMs, what, isUpToPeople }: Wait,
  ): Promise<T> {
    await this.signedIn();
    let nudge = () => {};
    const unlisten = listenToNews(
      () => nudge(),
      () => nudge(),
    );
    const deadline = performance.now() + timeoutMs;
    let attendedAt = performance.now();
    try {
      for (;;) {
        const news = new Promise<void>((resolve) => {
          nudge = resolve;
        });
        const seen = await look();
        if (isDone(seen)) return seen;
        if (performance.now() > deadline) throw new TimedOut(`${what} is not over yet; it goes on.`);
        if (isUpToPeople || (await this.read(getWorker)).isAlive) attendedAt = performance.now();
        if (performance.now() - attendedAt > UNATTENDED_MS)
          throw new Unattended(`${what} stands still: no worker is running. The next one goes on with it.`);
        await this.pause(BURST_MS);
        await this.pause(LOOK_MS, news);
      }
    } finally {
      unlisten();
    }
  }

  /**
   * A token alone does nothing grave: its person's password stands behind that, typed here and never given as an
   * argument or by a variable, where other processes and the shell's history would have it.
   */
  private async confirm(token: string): Promise<void> {
    if (!this.isInteractive)
      throw new AppError(
        'stale_sign_in',
        'This needs your password, and nobody can be asked for it here; nothing was changed.',
        'Run it on a terminal, without --json and --no-input, or do it in the browser.',
      );
    const password = await this.ask('This is critical. Your password: ', { isSecret: true });
    await actAsToken(token, confirmPasswordSchema, { password }, stepUpByPassword);
  }

  /** One line from whoever sits there; empty where they end the input. A secret is not shown while it is typed. */
  async ask(question: string, { isSecret = false } = {}): Promise<string> {
    const { signal } = this.parts;
    this.screen.clear();
    const output = isSecret ? silent() : process.stdout;
    const lines = createInterface({ input: process.stdin, output, terminal: isSecret || undefined });
    // After the terminal was told to show nothing: who types at once would be seen otherwise.
    if (isSecret) process.stdout.write(question);
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    // In raw mode Ctrl-C comes as a key, not as a signal.
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      const line = await Promise.race([lines.question(question, { signal }), ended]);
      return isSecret ? line : line.trim();
    } catch (error) {
      throw signal.aborted ? new Interrupted('Left; nothing was done.') : error;
    } finally {
      lines.close();
      if (isSecret) process.stdout.write('\n');
    }
  }

  private signedIn(): Promise<string> {
    this.token ??= this.parts.signIn();
    return this.token;
  }

  /** Waits that long, or until `earlier` comes; Ctrl-C leaves at once. */
  private async pause(ms: number, earlier?: Promise<void>): Promise<void> {
    const over = new AbortController();
    const waits = [sleep(ms, undefined, { signal: AbortSignal.any([over.signal, this.parts.signal]) })];
    try {
      await Promise.race(earlier ? [...waits, earlier] : waits);
    } catch (error) {
      if (!this.parts.signal.aborted) throw error;
      throw new Interrupted('Left. What was started goes on; npx rollback status shows it.');
    } finally {
      over.abort();
    }
  }
}

const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });
