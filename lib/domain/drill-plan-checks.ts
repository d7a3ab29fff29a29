import { CHECKLIST_KEYS, type DrillPlan } from '@/lib/contracts/drill-plan';
import type { Complaint } from './runbook-checks';

/** What a schema cannot say about the drill plan. A procedure that is not there yet is no mistake: the calendar says so. */
export function checkDrillPlan(plan: DrillPlan): Complaint[] {
  return [
    ...plan.weeks.flatMap(({ week }, index) =>
      week === index + 1
        ? []
        : [{ path: ['drills', 'weeks', index, 'week'], message: `this is the place of week ${index + 1}` }],
    ),
    ...plan.weeks.flatMap(({ procedures }, index) =>
      repeated(procedures).map((at) => ({
        path: ['drills', 'weeks', index, 'procedures', at],
        message: 'this procedure is in the week already',
      })),
    ),
    ...repeated(plan.exercises.map((exercise) => exercise.procedure)).map((index) => ({
      path: ['drills', 'exercises', index, 'procedure'],
      message: 'this procedure has its fault already',
    })),
    ...plan.checklist.flatMap(({ key }, index) =>
      key === CHECKLIST_KEYS[index]
        ? []
        : [{ path: ['drills', 'checklist', index, 'key'], message: `this is the place of ${CHECKLIST_KEYS[index]}` }],
    ),
  ];
}

function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}
