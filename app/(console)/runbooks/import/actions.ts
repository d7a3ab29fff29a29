'use server';

import type { ActionResult } from '@/lib/contracts/result';
import { type ImportDraftView, importFileSchema, keepImportSchema } from '@/lib/contracts/runbook-import';
import { runAction } from '@/lib/server/action';
import * as imports from '@/lib/server/runbooks/import/import-runbook';

export async function draftImport(input: unknown): Promise<ActionResult<ImportDraftView>> {
  return runAction(importFileSchema, input, imports.draftImport);
}
export async function keepImport(input: unknown): Promise<ActionResult<{ hash: string; isNew: boolean }>> {
  return runAction(keepImportSchema, input, imports.keepImport);
}
