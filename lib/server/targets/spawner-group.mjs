// @ts-check
// One command: its process group, its deadline, its output. Runs inside the spawner.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { bornAfter, endGroup, findTagged, isGroupAlive, TAG_VARIABLE } from './spawner-processes.mjs';
import { SpawnedOutput } from './spawner-stream.mjs';

const TERM_GRACE_MS = 2000;
// How long a finished command's descendants may still hold its output open before it is read no further.
const PIPE_GRACE_MS = 500;
// Not enough for a kernel to give out all its process numbers once: at least 32,768.
const BRIEF_MS = 1000;

/**
 * @typedef {{ id: number, argv: string[], cwd?: string, env: Record<string, string>, input?: string, tag: string,
 *   timeoutMs: number, maxOutputBytes: number }} Order
 * @typedef {'exited' | 'timed_out' | 'cancelled' | 'not_started'} Ending
 * @typedef {{ kind: 'started', id: number, groupId: number }
 *   | { kind: 'output', id: number, stream: 'stdout' | 'stderr', text: string }
 *   | { kind: 'gap', id: number, bytes: number }
 *   | { kind: 'ended', id: number, ending: Ending, exitCode: number | null, signal: string | null, isGone: boolean,
 *       outputBytes: number, tookMs: number, error?: string, leftRunning: { pid: number, name: string }[] }} News
 */

export class CommandGroup {
  #order;
  #say;
  #startedAt = performance.now();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  /** @type {{ code: number | null, signal: string | null } | undefined} */
  #exit;
  /** @type {'timed_out' | 'cancelled' | undefined} */
  #cutShort;
  #isFinished = false;
  #output;
  /** @type {NodeJS.Timeout[]} */
  #timers = [];

  /**
   * @param {Order} order
   * @param {(news: News) => void} say
   */
  constructor(order, say) {
    this.#order = order;
    this.#say = say;
    this.#output = new SpawnedOutput(order.maxOutputBytes, (said) =>
      this.#tell(said.stream === 'gap' ? { kind: 'gap', bytes: said.bytes } : { kind: 'output', ...said }),
    );
  }

  /** @param {number} length characters of its output that the worker has dealt with */
  taken(length) {
    this.#output.taken(length);
  }

  /** Starts the command; everything that becomes of it, a failed start too, is told through `say`. */
  start() {
    const { argv, cwd, env, input, tag, timeoutMs } = this.#order;
    try {
      this.#child = spawn(argv[0] ?? '', argv.slice(1), {
        cwd,
        env: /** @type {any} */ ({ ...env, [TAG_VARIABLE]: tag }),
        detached: true,
        shell: false,
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      this.#refuse(/** @type {NodeJS.ErrnoException} */ (error));
      return;
    }
    this.#listen(this.#child);
    // A command that ends without reading it all has said so by its exit code.
    this.#child.stdin?.on('error', () => undefined).end(input);
    this.#timers.push(setTimeout(() => void this.end('timed_out'), timeoutMs));
  }

  /**
   * Ends the whole group, once. A command that has exited by itself keeps that ending.
   * @param {'timed_out' | 'cancelled'} reason
   */
  async end(reason) {
    const groupId = this.#child?.pid;
    if (this.#cutShort || this.#isFinished || groupId === undefined) return;
    if (this.#exit) return this.#finish();
    this.#cutShort = reason;
    await endGroup(groupId, TERM_GRACE_MS);
    await this.#finish();
  }

  /** @param {import('node:child_process').ChildProcess} child */
  #listen(child) {
    child.once('error', (error) => {
      if (child.pid === undefined) this.#refuse(error);
    });
    child.once('spawn', () => this.#tell({ kind: 'started', groupId: child.pid ?? 0 }));
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) this.#output.listen(name, child[name]);
    child.once('exit', (code, signal) => {
      this.#exit = { code, signal };
      if (!this.#cutShort) this.#finishSoon();
    });
    // While the group is being ended, `end` finishes: the leader is often gone long before its children.
    child.once('close', () => !this.#cutShort && void this.#finish());
  }

  // What it printed last may still stand in a pipe that is not read while the worker is busy with what came before.
  #finishSoon() {
    const look = () => (this.#output.isWaiting ? this.#finishSoon() : void this.#finish());
    this.#timers.push(setTimeout(look, PIPE_GRACE_MS));
  }

  async #finish() {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#timers.forEach(clearTimeout);
    await this.#output.end();
    this.#tell({
      kind: 'ended',
      ending: this.#cutShort ?? 'exited',
      exitCode: this.#exit?.code ?? null,
      signal: this.#exit?.signal ?? null,
      isGone: !isGroupAlive(this.#child?.pid ?? 0),
      outputBytes: this.#output.totalBytes,
      tookMs: this.#tookMs(),
      leftRunning: this.#findLeftRunning(),
    });
  }

  #findLeftRunning() {
    const { tag } = this.#order;
    if (this.#tookMs() > BRIEF_MS || !this.#child?.pid) return findTagged(tag);
    const mayBe = bornAfter(this.#child.pid);
    return mayBe === null ? [] : findTagged(tag, mayBe);
  }

  /** @param {NodeJS.ErrnoException} error */
  #refuse(error) {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#timers.forEach(clearTimeout);
    this.#tell({
      kind: 'ended',
      ending: 'not_started',
      exitCode: null,
      signal: null,
      isGone: true,
      outputBytes: 0,
      tookMs: this.#tookMs(),
      error: explainStart(this.#order, error),
      leftRunning: [],
    });
  }

  #tookMs() {
    return Math.round(performance.now() - this.#startedAt);
  }

  /** @param {any} news */
  #tell(news) {
    this.#say({ ...news, id: this.#order.id });
  }
}

/**
 * @param {Order} order
 * @param {NodeJS.ErrnoException} error
 */
function explainStart({ argv, cwd }, error) {
  const program = argv[0];
  if (cwd !== undefined && !existsSync(cwd))
    return `The folder ${cwd} does not exist on this host, so ${program} was not started.`;
  if (error.code === 'ENOENT')
    return `There is no program ${program} on this host's PATH: install it, or name its full path in the inventory.`;
  if (error.code === 'EACCES')
    return `This host does not allow the console's user to run ${program}: check its permissions.`;
  if (error.code === 'E2BIG')
    return `The arguments of ${program} are longer than this host allows: shorten them or use a file.`;
  return `${program} could not be started (${error.code ?? error.message}).`;
}
