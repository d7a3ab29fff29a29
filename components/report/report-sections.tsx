import { useState } from 'react';
import type { ReportView } from '@/lib/contracts/report-view';
import type { ActionResult } from '@/lib/contracts/result';
import { ReportFieldView } from './report-field';
import type { Draft } from './report-model';

export type WriteReport = (input: {
  incidentCode: string;
  version: number;
  fields: Record<string, string>;
}) => Promise<ActionResult<unknown>>;
type Props = { report: ReportView; write: WriteReport; afterSection: (key: string) => React.ReactNode };

/** The sections of the form, each field a line; one field at a time is being written. */
export function ReportSections({ report, write, afterSection }: Props) {
  const [draft, setDraft] = useState<Draft | null>(null);
  return report.sections.map((section) => (
    <section key={section.key} aria-labelledby={`section-${section.key}`}>
      <h2 id={`section-${section.key}`} className="mt-7 mb-2 text-base font-[640] [break-after:avoid]">
        {section.title}
      </h2>
      <dl>
        {section.fields.map((field) => (
          <ReportFieldView
            key={field.key}
            report={report}
            field={field}
            draft={draft?.key === field.key ? draft : null}
            isOtherOpen={draft !== null && draft.key !== field.key}
            onDraft={setDraft}
            write={write}
          />
        ))}
      </dl>
      {afterSection(section.key)}
    </section>
  ));
}
