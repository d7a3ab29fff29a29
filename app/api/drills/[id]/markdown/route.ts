import { renderDrillMarkdown } from '@/lib/domain/drill-report';
import { getDrillView } from '@/lib/server/drills/get-drill-view';
import { answer } from '@/lib/server/route';

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answer(async (me) => {
    const view = await getDrillView(me, id);
    if (!view) return null;
    const headers = {
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename="drill-${view.form.day}-${view.drill.procedureKey}.md"`,
      'cache-control': 'no-store',
    };
    return new Response(renderDrillMarkdown(view), { headers });
  }, 'drill');
}
