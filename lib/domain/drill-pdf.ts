import type { Content } from 'pdfmake/interfaces';
import type { DrillView } from '@/lib/contracts/drill-view';
import type { FollowUpView } from '@/lib/contracts/follow-up';
import { momentText } from './drill-calendar';
import { PAPER } from './health-svg';
import { facts, heading, type PdfDocument, pdfDocument, rows, tagged, text, timesIn } from './pdf-parts';
import { followUpRows } from './report-pdf';
import { clockWords, durationWords } from './words';

const MUTED = { color: PAPER.muted };

/** The report of a drill as a document for paper, with what is to be done after it. Its times are of the plan's zone. */
export function drillPdf(view: DrillView, followUps: readonly FollowUpView[] = []): PdfDocument {
  const { drill } = view;
  const content = [
    text('Database Rollback Drill Report', { fontSize: 8.5, ...MUTED }),
    text(`Drill: ${drill.title}`, {
      ...tagged('H1'),
      fontSize: 19,
      bold: true,
      margin: [0, 3, 0, 3],
      lineHeight: 1.05,
    }),
    text(`DRILL · ${drill.status} · week ${drill.week} of the monthly plan`, { bold: true, color: PAPER.drill }),
    text('An exercise on purpose. No user was affected, and no incident figure counts it.', MUTED),
    ...facts('What was drilled', drillFacts(view)),
    ...facts('Result', resultFacts(view)),
    heading('Time per step'),
    ...stepRows(view),
    heading('Checklist'),
    rows(
      [34, '*'],
      [],
      view.checklist.map(({ isDone, title, person, sentence }) => [
        text(isDone ? 'Done' : 'Open', { color: isDone ? PAPER.ok : PAPER.waiting }),
        { stack: [text(title, { bold: true }), text(person ? `${person}: “${sentence}”` : sentence, MUTED)] },
      ]),
    ),
    ...followUpRows(followUps, timesIn(view.timeZone).day),
    heading('Next drill'),
    text(view.next ? `${view.next.title}, ${moment(view, view.next.scheduledFor)}` : 'None is scheduled.'),
  ];
  const name = `Drill ${drill.title}, ${view.form.day}`;
  const foot = `${name}${view.incident ? ` · ${view.incident.code}` : ''}`;
  return pdfDocument(name, 'Database rollback drill report', drill.finishedAt ?? drill.scheduledFor, foot, content);
}

function moment({ timeZone }: DrillView, iso: string): string {
  return momentText(new Date(iso), timeZone);
}

function drillFacts(view: DrillView): { term: string; words: string }[] {
  const { drill, incident } = view;
  const by = (at: string | null, who: string | null) => (at ? `${moment(view, at)}${who ? `, by ${who}` : ''}` : '');
  return [
    { term: 'Scheduled for', words: moment(view, drill.scheduledFor) },
    { term: 'Target', words: `${drill.targetName}, ${drill.environment}` },
    { term: 'Fault', words: drill.faultTitle ?? 'none was switched on' },
    { term: 'Started', words: by(drill.startedAt, drill.startedBy) || 'not started' },
    { term: 'Ended', words: by(drill.finishedAt, drill.endedBy) || 'not yet' },
    { term: 'What ran', words: incident ? `in the report of ${incident.code}` : 'no incident was declared' },
    ...(drill.reason ? [{ term: 'Reason', words: drill.reason }] : []),
  ];
}

function resultFacts({ drill: { result }, incident, before, total }: DrillView): { term: string; words: string }[] {
  if (!result) return [{ term: 'Time', words: 'No run of the procedure succeeded.' }];
  const against = `${result.isInTime ? 'within' : 'over'} the target of ${durationWords(result.targetMs)}`;
  return [
    { term: 'Time', words: `${clockWords(result.tookMs)}, ${against}` },
    ...(total ? [{ term: 'Between the steps', words: clockWords(total.waitedMs) }] : []),
    ...(before ? [{ term: 'The time before', words: clockWords(before.tookMs) }] : []),
    {
      term: 'Users well again',
      words: incident?.restoredAfterMs
        ? `${durationWords(incident.restoredAfterMs)} after the declaration`
        : 'not seen by the probes',
    },
  ];
}

function stepRows({ steps, total }: DrillView): Content[] {
  if (steps.length === 0) return [text('Nothing was run.')];
  const right = { alignment: 'right' };
  const body = steps.map(({ title, state, estimateMs, tookMs }) => [
    text(title),
    text(state),
    text(durationWords(estimateMs), right),
    text(
      tookMs === null ? '' : durationWords(tookMs),
      tookMs !== null && tookMs > estimateMs ? { ...right, color: PAPER.waiting } : right,
    ),
  ]);
  const whole = total
    ? [
        [
          text('Together, with what lay between', { bold: true }),
          text(''),
          text(''),
          text(clockWords(total.tookMs), right),
        ],
      ]
    : [];
  return [rows(['*', 62, 62, 62], ['Step', 'Ended', 'Estimate', 'Took'], [...body, ...whole])];
}
