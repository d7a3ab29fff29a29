import { NextRequest } from 'next/server';
import { parseZone, ZONE_COOKIE } from '@/lib/client/preferences';
import { reportPdf } from '@/lib/domain/report-pdf';
import { getReportView } from '@/lib/server/reports/get-report-view';
import { makePdf, pdfHeaders } from '@/lib/server/reports/make-pdf';
import { answer } from '@/lib/server/route';

export async function GET(request: Request, { params }: { params: Promise<{ code: string }> }): Promise<Response> {
  const { code } = await params;
  return answer(async (me) => {
    const view = await getReportView(me, code);
    if (!view) return null;
    // Times of where the reader is, as on the screen that they came from.
    const zone = parseZone(new NextRequest(request).cookies.get(ZONE_COOKIE)?.value);
    const file = await makePdf(reportPdf(view, zone));
    return new Response(file, { headers: pdfHeaders(view.code) });
  }, 'report');
}
