import { drillPdf } from '@/lib/domain/drill-pdf';
import { getDrillView } from '@/lib/server/drills/get-drill-view';
import { getFollowUps } from '@/lib/server/follow-ups/list-follow-ups';
import { makePdf, pdfHeaders } from '@/lib/server/reports/make-pdf';
import { answer } from '@/lib/server/route';

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answer(async (me) => {
    const view = await getDrillView(me, id);
    if (!view) return null;
    const followUps = view.incident ? await getFollowUps(me, view.incident.code) : null;
    const file = await makePdf(drillPdf(view, followUps?.items));
    return new Response(file, { headers: pdfHeaders(`drill-${view.form.day}-${view.drill.procedureKey}`) });
  }, 'drill');
}
