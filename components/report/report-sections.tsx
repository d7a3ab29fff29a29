import type { ReportView } from '@/lib/contracts/report-view';
import type { ActionResult } from '@/lib/contracts/result';
import { ReportFieldView } from './report-field';

/** `base`: what each field said when its words were begun. */
export type WriteReport = (input: {
  incidentCode: string;
  fields: Record<string, string>;
  base: Record<string, string>;
}) => Promise<ActionResult<unknown>>;
type Props = {
  report: ReportView;
  /** The id of the person who reads. */
  writer: string;
  write: WriteReport;
  afterSection: (key: string) => React.ReactNode;
};

/** The sections of the form, each field a line that is written by itself. */
export function ReportSections({ report, writer, write, afterSection }: Props) {
  return report.sections.map((section) => (
    <section key={section.key} aria-labelledby={`section-${section.key}`}>
      <h2 id={`section-${section.key}`} className="mt-7 mb-2 text-base font-[640] [break-after:avoid]">
        {section.title}
      </h2>
      <dl>
        {section.fields.map((field) => (
          <ReportFieldView key={field.key} report={report} field={field} writer={writer} write={write} />
        ))}
      </dl>
      {afterSection(section.key)}
    </section>
  ));
}
