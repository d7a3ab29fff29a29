import 'server-only';
import type { RenderedStep } from '@/lib/contracts/plan';
import { logger } from '../logger';
import { asReader } from '../targets/as-reader';
import type { SqlTarget } from '../targets/execute-sql-session';
import { openRow, openTarget, type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { SqlSessionKeeper } from '../targets/sql-session-keeper';
import type { Claim } from './claim-step';
import { lockTimeoutOf } from './lock-waits';
import { assertTargetStands } from './start-run';

/** What one worker keeps from step to step while it goes on with a run; to be closed when it stops going on. */
export class RunHold {
  readonly #sessions = new SqlSessionKeeper();
  #preparing: Promise<void> = Promise.resolve();
  #target: { stamp: string; opened: ReachableTarget } | undefined;

  /**
   * The target as it stands, checked against the plan. It is read again once its row has been written to: the claim's
   * stamp was taken in the claim's own transaction, so what is kept is never older than the claim. Throws AppError.
   */
  async openTarget({ run, plan, stamps, target }: Claim): Promise<ReachableTarget> {
    if (this.#target?.stamp === stamps.target) return this.#target.opened;
    this.#target = undefined;
    const isRead = target?.stamp === stamps.target;
    const opened = isRead ? openRow(target.row) : await openTarget(run.targetId);
    assertTargetStands(plan, opened);
    this.#target = { stamp: stamps.target, opened };
    return opened;
  }

  /**
   * To be called before a step begins: what its statement may share with its neighbours. An idle session holds a slot of
   * the database, where there may be no other, and stands in the way of renaming or dropping it: so one is kept only
   * between statements that read the same database, and that nothing else of their steps asks it about.
   */
  async sessionsFor(step: RenderedStep): Promise<SqlSessionKeeper | undefined> {
    await this.#preparing;
    const opened = this.#target?.opened;
    const isPlain = isPlainRead(step) && opened !== undefined;
    await this.#sessions.keepOnlyFor(isPlain ? await readerFor(step, opened) : null);
    return isPlain ? this.#sessions : undefined;
  }

  /**
   * While the claim of a step is being committed: a statement that only reads finds its session open, named and limited when
   * its turn comes. Nothing of the step is sent, and where the claim is refused the session is closed unused. What cannot be
   * made ready is told when the step begins.
   */
  prepare(step: RenderedStep, tag: string, claim: Claim): void {
    this.#preparing = this.#prepare(step, tag, claim);
  }

  async #prepare(step: RenderedStep, tag: string, claim: Claim): Promise<void> {
    const { action, effect, timeoutMs } = step;
    if (action.kind !== 'sql' || !isPlainRead(step)) return;
    try {
      const reader = await readerFor(step, await this.openTarget(claim));
      const settings = { timeoutMs, lockTimeoutMs: lockTimeoutOf(action), applicationName: tag };
      if (reader) this.#sessions.prepare(reader, { ...settings, readOnly: effect === 'read' });
    } catch (error) {
      logger().debug({ err: error, stepId: claim.step.id }, 'no session could be made ready before its step');
    }
  }

  async close(): Promise<void> {
    // Else what is begun only now would be left open.
    await this.#preparing;
    return this.#sessions.close();
  }
}

function isPlainRead({ action, effect, onlyIf = [], precondition = [], postcondition }: RenderedStep): boolean {
  const isLookedAt = [...onlyIf, ...precondition, ...postcondition].some(({ check }) => check !== 'answer');
  return action.kind === 'sql' && effect === 'read' && !isLookedAt;
}

async function readerFor({ action }: RenderedStep, target: ReachableTarget): Promise<SqlTarget | null> {
  return action.kind === 'sql' ? asReader(sqlTargetOf(target, action.connect), action.text) : null;
}
