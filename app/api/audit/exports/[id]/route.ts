import { readAuditExport } from '@/lib/server/audit/read-export';
import { answer } from '@/lib/server/route';

/** The signed file of an export that this person asked for on the audit page. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answer(async (me) => {
    const made = await readAuditExport(me, id);
    if (!made) return null;
    const headers = {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="${made.fileName}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    };
    return new Response(made.body, { headers });
  }, 'export');
}
