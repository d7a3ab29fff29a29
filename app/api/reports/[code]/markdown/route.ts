import { renderReportMarkdown } from '@/lib/domain/render-report';
import { getReportView } from '@/lib/server/reports/get-report-view';
import { answer } from '@/lib/server/route';

export async function GET(_request: Request, { params }: { params: Promise<{ code: string }> }): Promise<Response> {
  const { code } = await params;
  return answer(async (me) => {
    const view = await getReportView(me, code);
    if (!view) return null;
    const headers = {
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename="${view.code}.md"`,
      'cache-control': 'no-store',
    };
    return new Response(renderReportMarkdown(view), { headers });
  }, 'report');
}
