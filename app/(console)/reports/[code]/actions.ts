'use server';

import { writeReportSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as report from '@/lib/server/reports/write-report';

export async function writeReport(input: unknown): Promise<ActionResult<{ version: number }>> {
  return runAction(writeReportSchema, input, report.writeReport);
}
