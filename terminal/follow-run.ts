import type { RoomView, RunView, StepView } from '@/lib/contracts/views';
import { clockWords, durationWords } from '@/lib/domain/words';
import { readOutput } from '@/lib/server/runs/read-output';
import { printHosts } from './print/room';
import { stateSpan } from './print/words';
import { readRoom } from './rooms';
import type { Screen } from './screen';
import type { Terminal } from './terminal';

/** A run may wait for a lock or restore a database: following has no end of its own, Ctrl-C leaves it. */
const FOLLOW_LIMIT_MS = 24 * 3_600_000;
const ENDED = ['succeeded', 'failed', 'unknown', 'cancelled', 'skipped'];

/** Prints what happens until the run stands still: a person has to decide, or it is over. */
export async function followRun(at: Terminal, code: string, before: RunView): Promise<RoomView> {
  const teller = new RunTeller(at, before);
  const look = async () => {
    const room = await readRoom(at, code);
    if (room.run) await teller.tell(room.run);
    return room;
  };
  const room = await at.until(look, standsStill, { timeoutMs: FOLLOW_LIMIT_MS, what: 'The run' });
  at.screen.clear();
  return room;
}

function standsStill({ run }: RoomView): boolean {
  if (run?.state !== 'running') return true;
  const step = run.steps[run.currentIndex];
  // A manual step is nobody's but a person's.
  return step?.state === 'ready' && step.kind === 'manual';
}

/** Tells each step's beginning, output and end once, whatever was missed between two looks. */
class RunTeller {
  private readonly begun = new Set<string>();
  private readonly told = new Set<string>();
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly at: Terminal,
    before: RunView,
  ) {
    // What had ended when somebody began to follow is what `status` shows, not news.
    for (const step of before.steps)
      if (ENDED.includes(step.state)) {
        this.begun.add(keyOf(step));
        this.told.add(keyOf(step));
      }
  }

  async tell(run: RunView): Promise<void> {
    const way = run.steps.filter((step) => step.branch === 'main' || step.branch === run.branch);
    for (const step of run.steps) await this.tellStep(step, way);
  }

  private async tellStep(step: StepView, way: readonly StepView[]): Promise<void> {
    const key = keyOf(step);
    const isEnded = ENDED.includes(step.state);
    if (this.told.has(key) || (step.state !== 'running' && !isEnded)) return;
    const { screen } = this.at;
    if (!this.begun.has(key)) {
      const number = way.indexOf(step) + 1;
      // Of another way, and never begun: it is only said that it was not needed.
      if (number === 0 && step.state === 'skipped') return;
      this.begun.add(key);
      screen.line(['bold', `${number > 0 ? `[${number}/${way.length}] ` : ''}${step.title}`], ` · ${step.where}`);
      screen.block(step.display, '      ', 'cyan');
    }
    await this.tellOutput(step, key);
    if (isEnded) {
      this.told.add(key);
      screen.clear();
      printEnd(screen, step);
    } else screen.progress(progressWords(step));
  }

  private async tellOutput(step: StepView, key: string): Promise<void> {
    for (let after = this.seen.get(key) ?? 0; after < step.output.lastSeq; ) {
      const page = await this.at.read((me) => readOutput(me, { stepId: step.id, epoch: step.epoch, after }), 'step');
      for (const { stream, text } of page.chunks) if (stream !== 'note') this.at.screen.block(text, '      | ', 'dim');
      if (page.chunks.length === 0) break;
      after = page.lastSeq;
      this.seen.set(key, after);
    }
  }
}

/** One attempt of one step. */
const keyOf = ({ id, epoch }: StepView) => `${id}/${epoch}`;

function progressWords(step: StepView): string {
  const elapsed = step.startedAt ? clockWords(Date.now() - Date.parse(step.startedAt)) : '0:00';
  return `      ${elapsed} of about ${clockWords(step.estimateMs)}${step.progress ? ` · ${step.progress}` : ''}`;
}

/** What came of a step, and for what did not end well what the target says and what was checked. */
function printEnd(screen: Screen, step: StepView): void {
  const { outcome } = step;
  const took = outcome && step.state !== 'skipped' ? ` in ${durationWords(outcome.tookMs)}` : '';
  screen.line('      ', stateSpan(step.state), `${took}${outcome?.summary ? `: ${outcome.summary}` : ''}`);
  printHosts(screen, step, '      ');
  if (outcome?.settledBy) screen.line(`      ${outcome.settledBy.personName}: ${outcome.settledBy.reason}`);
  if (step.state === 'succeeded' || step.state === 'skipped') return;
  for (const check of outcome?.checks ?? [])
    if (!check.isOk) screen.line(`      ${check.title}: expected ${check.expected}, saw ${check.saw}`);
  for (const { text } of outcome?.probe?.sentences ?? []) screen.line(['magenta', '      the probe: '], text);
}
