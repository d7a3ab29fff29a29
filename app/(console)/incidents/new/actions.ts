'use server';

import { assessSchema, declareSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import type { AssessmentView } from '@/lib/contracts/views';
import { runAction } from '@/lib/server/action';
import * as assess from '@/lib/server/incidents/assess-incident';
import * as declare from '@/lib/server/incidents/declare-incident';

export async function assessSignals(input: unknown): Promise<ActionResult<AssessmentView>> {
  return runAction(assessSchema, input, assess.assessSignals);
}

export async function declareIncident(input: unknown): Promise<ActionResult<{ code: string }>> {
  return runAction(declareSchema, input, declare.declareIncident);
}
