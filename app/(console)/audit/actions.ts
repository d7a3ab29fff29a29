'use server';

import { exportAuditSchema } from '@/lib/contracts/audit-view';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as audit from '@/lib/server/audit/export-audit';

export async function exportAudit(input: unknown): Promise<ActionResult<{ exportId: string }>> {
  return runAction(exportAuditSchema, input, audit.exportAudit);
}
