import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { runActions } from '@/lib/domain/allowed-actions';
import { AppError, conflict } from '@/lib/domain/errors';
import { stepActions } from '@/lib/domain/step-actions';
import type { Transaction } from '../audit/append-event';
import { type LoadedRun, type LoadedStep, runFacts, stepFacts } from './load-run';

/** Refuses what the buttons would not offer this person now; called inside the transaction that then acts. */
export function assertRunAction(run: LoadedRun, actor: Me, ...keys: string[]): void {
  const offered = runActions(runFacts(run), actor).find((action) => keys.includes(action.key));
  refuseUnlessOffered(offered, run);
}

/** The same for an act beside a plan that has not begun. */
export function assertBesidePlan(run: LoadedRun, actor: Me, key: string, argument: string): void {
  const actions = runActions(runFacts(run), actor);
  refuseUnlessOffered(
    actions.find((action) => action.key === key && action.argument === argument),
    run,
  );
}

/** The same for a step; `argument` is the branch of an alternative. */
export async function assertStepAction(
  tx: Transaction,
  run: LoadedRun,
  step: LoadedStep,
  actor: Me,
  key: string,
  argument?: string,
): Promise<void> {
  const actions = stepActions(await stepFacts(run, step, tx), runFacts(run), actor);
  const instead = key === 'skip' ? actions.find((a) => a.key === 'ask-skip') : undefined;
  if (instead) throw new AppError('forbidden', `${instead.about} Nothing was changed.`, 'Ask them for it on the page.');
  refuseUnlessOffered(
    actions.find((a) => a.key === key && (argument === undefined || a.argument === argument)),
    run,
  );
}

function refuseUnlessOffered(offered: { disabledBecause?: string } | undefined, run: LoadedRun): void {
  if (offered?.disabledBecause)
    throw new AppError(
      'forbidden',
      `${offered.disabledBecause} Nothing was changed.`,
      'Ask somebody who may, or choose another way on the page.',
    );
  if (!offered)
    throw conflict(
      `This is not possible now: the run is ${run.state.replaceAll('_', ' ')}, and maybe somebody else holds the wheel. Nothing was changed.`,
    );
}
