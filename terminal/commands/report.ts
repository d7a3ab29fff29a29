import { renderReportMarkdown } from '@/lib/domain/render-report';
import { reportPdf } from '@/lib/domain/report-pdf';
import { getReportView } from '@/lib/server/reports/get-report-view';
import { makePdf } from '@/lib/server/reports/make-pdf';
import { command } from '../command';
import { findIncident } from '../rooms';
import { saveText } from '../save-text';

export const report = command<{ output?: string; pdf?: string; force?: boolean }>({
  name: 'report',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'The report as Markdown or PDF, computed anew from the events',
  details: 'Ends with 7 where the chain of events does not verify.',
  options: (parser) =>
    parser
      .option('-o, --output <file>', 'write it there instead of to standard output')
      .option('--pdf <file>', 'write it there as a PDF, with times in UTC')
      .option('--force', 'replace the file if it is there'),
  examples: [
    ['npx rollback report DB-ROLLBACK-20260825-101500 > report.md', 'to standard output'],
    ['npx rollback report -o report.md', 'to a file'],
    ['npx rollback report --pdf report.pdf', 'as a PDF'],
  ],
  run: async (at, [named], { output, pdf, force }) => {
    const code = await findIncident(at, named);
    const view = await at.read((me) => getReportView(me, code), 'incident');
    const markdown = renderReportMarkdown(view);
    if (output) await saveText(output, markdown, force);
    if (pdf) await saveText(pdf, await makePdf(reportPdf(view, 'UTC')), force);
    const written = [output, pdf].filter((file) => file !== undefined);
    const { isPartial, isChainVerified, eventCount, chainHead } = view;
    return {
      value: {
        incident: code,
        isPartial,
        isChainVerified,
        eventCount,
        chainHead,
        file: output ?? null,
        pdf: pdf ?? null,
        markdown,
      },
      print: (screen) => (written.length > 0 ? screen.line(`Wrote ${written.join(' and ')}.`) : screen.raw(markdown)),
      exit: isChainVerified ? 'ok' : 'unwell',
    };
  },
});
