import 'server-only';
import type { SideStepPlan } from '@/lib/contracts/side-step';
import type { EventData } from '@/lib/domain/events';
import type { SideStep } from '../generated/prisma/client';

export const planOfSide = (row: Pick<SideStep, 'plan'>): SideStepPlan => row.plan as unknown as SideStepPlan;

/** What every event of a side step carries. */
export function sideWords(
  row: Pick<SideStep, 'id' | 'plan' | 'planHash'>,
): Pick<EventData<'side_step.asked'>, 'sideStepId' | 'kind' | 'title' | 'display' | 'where' | 'planHash'> {
  const { title, display, where, action } = planOfSide(row);
  return { sideStepId: row.id, kind: action.kind, title, display, where, planHash: row.planHash };
}
