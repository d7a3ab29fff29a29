import 'server-only';
import type { z } from 'zod';
import type { assessSchema } from '@/lib/contracts/inputs';
import type { AssessmentView, Me } from '@/lib/contracts/views';
import { type Assessment, assess, rankProcedures, respondBy } from '@/lib/domain/assessment';
import { contactsFor } from '@/lib/domain/notify-contacts';
import { APPROVER_WORDS } from '@/lib/domain/permissions';
import { respondWords } from '@/lib/domain/words';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { type Directory, readDirectory } from '../messages/directory';
import { toProcedureOptions } from '../runbooks/procedure-option';
import { getCurrentRunbook, type StoredRunbook } from '../runbooks/store-runbook';
import { getTargetByKey, type LoadedTarget } from '../targets/get-target';
import { internalMessage, suggestTitle } from './internal-message';
import { type MeasuredSignal, measureSignals } from './measure-signals';

export type Assessed = {
  target: LoadedTarget;
  runbook: StoredRunbook;
  signals: MeasuredSignal[];
  assessment: Assessment;
  fits: ReturnType<typeof rankProcedures>;
};

/** Severity and procedures from signals, measured and computed here: what a browser claims about them is not read. */
export async function assessOnServer(input: z.output<typeof assessSchema>): Promise<Assessed> {
  const [target, runbook] = await Promise.all([getTargetByKey(input.targetKey), getCurrentRunbook()]);
  const signals = await measureSignals(target, input.signals);
  const assessment = assess(signals, runbook.content.matrix);
  return { target, runbook, signals, assessment, fits: rankProcedures(signals, runbook.content.procedures) };
}

/** What the signals mean, for the second page of Assess. Declares nothing. */
export async function assessSignals(me: Me, input: z.output<typeof assessSchema>): Promise<AssessmentView> {
  const person = await authoriseFor(me, 'console.read', { target: input.targetKey });
  const assessed = await assessOnServer(input);
  const { target, runbook, signals, assessment, fits } = assessed;
  const procedures = await toProcedureOptions(fits, target, person);
  const directory = await readDirectory(db(), runbook.content);
  return {
    severity: assessment.severity,
    decidingSentence: assessment.decidingSentence,
    reasons: assessment.reasons,
    respond: respondWords(assessment),
    respondByIfDeclaredNow: respondBy(assessment, new Date())?.toISOString() ?? null,
    pace: assessment.pace,
    approvedBy: APPROVER_WORDS[assessment.severity],
    procedures,
    notified: contactsFor(runbook.content.contacts, assessment.severity, fittingKeys(fits)).map(({ key, because }) => ({
      ...reachOf(directory, key),
      because,
    })),
    suggestedTitle: suggestTitle(signals, target),
    internalMessage: internalMessage(assessed, me.name, new Date()).body,
  };
}

function reachOf({ contacts }: Directory, key: string): { key: string; name: string; email: string; phone: string } {
  const { name, email, phone } = contacts.find((contact) => contact.key === key) ?? { name: key, email: '', phone: '' };
  return { key, name, email, phone };
}

/** Procedures that an incident's signals point to; the others stay possible and notify nobody extra. */
export function fittingKeys(fits: Assessed['fits']): string[] {
  return fits.filter((fit) => fit.rank < 99).map((fit) => fit.procedure.key);
}
