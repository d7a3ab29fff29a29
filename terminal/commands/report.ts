import { renderReportMarkdown } from '@/lib/domain/render-report';
import { getReportView } from '@/lib/server/reports/get-report-view';
import { command } from '../command';
import { findIncident } from '../rooms';
import { saveText } from '../save-text';

export const report = command<{ output?: string; force?: boolean }>({
  name: 'report',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'The report as Markdown, computed anew from the events',
  details: 'Ends with 7 where the chain of events does not verify.',
  options: (parser) =>
    parser
      .option('-o, --output <file>', 'write it there instead of to standard output')
      .option('--force', 'replace the file if it is there'),
  examples: [
    ['npx rollback report DB-ROLLBACK-20260825-101500 > report.md', 'to standard output'],
    ['npx rollback report -o report.md', 'to a file'],
  ],
  run: async (at, [named], { output, force }) => {
    const code = await findIncident(at, named);
    const view = await at.read((me) => getReportView(me, code), 'incident');
    const markdown = renderReportMarkdown(view);
    if (output) await saveText(output, markdown, force);
    const { isPartial, isChainVerified, eventCount, chainHead } = view;
    return {
      value: { incident: code, isPartial, isChainVerified, eventCount, chainHead, file: output ?? null, markdown },
      print: (screen) => (output ? screen.line(`Wrote ${output}.`) : screen.raw(markdown)),
      exit: isChainVerified ? 'ok' : 'unwell',
    };
  },
});
