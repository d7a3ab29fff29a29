import 'server-only';
import type { RenderedStep } from '@/lib/contracts/plan';
import { asReader } from '../targets/as-reader';
import type { SqlTarget } from '../targets/execute-sql-session';
import { openRow, openTarget, type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { SqlSessionKeeper } from '../targets/sql-session-keeper';
import type { Claim } from './claim-step';
import { assertTargetStands } from './start-run';

/** What one worker keeps from step to step while it goes on with a run; to be closed when it stops going on. */
export class RunHold {
  readonly #sessions = new SqlSessionKeeper();
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
    const opened = this.#target?.opened;
    const isPlain = isPlainRead(step) && opened !== undefined;
    await this.#sessions.keepOnlyFor(isPlain ? await readerFor(step, opened) : null);
    return isPlain ? this.#sessions : undefined;
  }

  close(): Promise<void> {
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
