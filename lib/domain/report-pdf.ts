import type { Content } from 'pdfmake/interfaces';
import type { FollowUpView } from '@/lib/contracts/follow-up';
import type { ReportView } from '@/lib/contracts/report-view';
import { FIGURE_WORDS, FIGURES, ms, rate } from './benchmark-compare';
import { drawHealth } from './health-drawing';
import { PAPER, renderHealthSvg } from './health-svg';
import { facts, headed, heading, type PdfDocument, pdfDocument, rows, tagged, text, timesIn } from './pdf-parts';
import { codeText } from './pdf-text';
import { checkWords, figuresOf, groupChecks, tookWords } from './report-document';
import { durationWords } from './words';

type Times = ReturnType<typeof timesIn>;
const MUTED = { color: PAPER.muted };
const TONES = { neutral: PAPER.text, ok: PAPER.ok, fail: PAPER.fail, unknown: PAPER.unknown, waiting: PAPER.waiting };
const STATES: Record<string, string> = { ...{ succeeded: PAPER.ok, passed: PAPER.ok }, failed: PAPER.fail };

/** The report as a document for paper, in the screen's order. Times are of `zone`, an IANA name. */
export function reportPdf(view: ReportView, zone: string): PdfDocument {
  const times = timesIn(zone);
  const plan = view.planHash ? ` · plan ${view.planHash}` : '';
  const content = [
    ...head(view, times),
    ...exceptions(view, times),
    figures(view),
    ...health(view),
    ...view.sections.flatMap((section) => [
      ...facts(section.title, section.fields.map(factOf)),
      ...(section.key === 'actions' ? [...foretold(view), ...commands(view, times)] : []),
      ...(section.key === 'follow_up' ? followUpRows(view.followUps.items, times.day) : []),
    ]),
    ...checks(view),
    ...benchmarks(view),
    ...messages(view, times),
    ...timeline(view, times),
    ...foot(view),
  ];
  const subject = `Database rollback incident report ${view.code}`;
  return pdfDocument(`${view.code}: ${view.title}`, subject, newestOf(view), `${view.code}${plan}`, content);
}

/** When the newest thing in it happened: the file is dated by that, so that it is the same whenever it is made. */
function newestOf(view: ReportView): string {
  const times = [view.endedAt ?? view.startedAt, ...view.timeline.map(({ at }) => at)];
  return times.toSorted().at(-1) as string;
}

function head(view: ReportView, times: Times): Content[] {
  const took = view.durationMs === null ? '' : ` · ${durationWords(view.durationMs)}`;
  const end = view.endedAt ? times.clock(view.endedAt) : 'still open';
  return [
    text('Database Rollback Incident Report', { fontSize: 8.5, ...MUTED }),
    text(view.title, { ...tagged('H1'), fontSize: 19, bold: true, margin: [0, 3, 0, 3], lineHeight: 1.05 }),
    {
      text: [
        text(`${view.severity.toUpperCase()}${view.isDrill ? ' · DRILL' : ''}${view.isPartial ? ' · PARTIAL' : ''}`, {
          bold: true,
          color: PAPER[view.severity],
        }),
        text(`   ${view.code}`, {}),
        text(
          `   ${times.day(view.startedAt)}, ${times.clock(view.startedAt)} – ${end} ${times.zone(view.startedAt)}${took}`,
          MUTED,
        ),
      ] as never,
    },
    text(`${view.targetName}, ${view.environment}. All times ${times.zone(view.startedAt)}.`, {
      ...{ fontSize: 8.5, margin: [0, 2, 0, 0], ...MUTED },
    }),
  ];
}

function exceptions(view: ReportView, times: Times): Content[] {
  if (view.exceptions.length === 0) return [];
  return [
    heading('Exceptions'),
    ...view.exceptions.flatMap(({ kind, at, by, title, reason, told, review }): Content[] => {
      const verdict = review
        ? `Reviewed: ${review.verdict === 'justified' ? 'justified' : 'not justified'}, by ${review.by}: “${review.note}”`
        : 'Not reviewed yet.';
      return [
        text(title, { bold: true, color: PAPER.fail }),
        text(`“${reason}”`),
        text(`${by}, ${times.clock(at)}${told ? ` · told at once: ${told}` : ''}`, MUTED),
        ...(kind === 'break_glass' ? [text(verdict)] : []),
      ];
    }),
  ];
}

function figures(view: ReportView): Content {
  const cells = figuresOf(view).map(({ label, words, tone }) => ({
    stack: [
      text(label.toUpperCase(), { fontSize: 7, bold: true, color: PAPER.faint }),
      text(words, { fontSize: words.length > 14 ? 10 : 15, bold: true, color: TONES[tone] }),
    ],
  }));
  return { layout: 'box', margin: [0, 12, 0, 12], table: { widths: ['*', '*', '*', '*'], body: [cells] } };
}

/** The same drawing as on the screen, made for this width. */
function health(view: ReportView): Content[] {
  const size = { width: 640, height: 104, labelRows: 3, labelWidth: 640 };
  const drawing = drawHealth(view.series, view.marks, view.baselineP95Ms, size);
  const words = `Share of calls that failed (solid, filled), and p95 latency (dashed; dotted: usual, ${ms(view.baselineP95Ms)}), with every change (diamond), moment (circle) and message (square). ${view.recoveredSentence ?? ''}`;
  const said = `Health of the target over the incident. ${view.marks.map(({ what }) => what).join('; ')}`;
  return [
    {
      unbreakable: true,
      stack: [
        { svg: renderHealthSvg(drawing), width: 511, ...{ alt: said } },
        text(view.series.points.length === 0 ? 'Nothing was measured in this time.' : words, {
          fontSize: 8.5,
          ...MUTED,
        }),
      ],
    },
  ];
}

function factOf({ title, value, kind, isWritten }: ReportView['sections'][number]['fields'][number]) {
  const said = kind === 'yes_no' ? ({ yes: 'Yes', no: 'No' }[value] ?? value) : value;
  return { term: title, words: said || (isWritten ? 'Not written yet' : 'Not known yet'), isOpen: said === '' };
}

/** What the approver had read of each change, beside what came of it. */
function foretold({ foretold: runs }: ReportView): Content[] {
  return runs.flatMap(({ procedure, steps }) => {
    const body = steps.map((step) => [
      { stack: [text(step.title), text(step.outcome, { color: STATES[step.outcome] ?? PAPER.waiting })] },
      { stack: [text(step.foretold || 'Nothing was known of it.'), text(`${step.time}.`, MUTED)] },
      { stack: [text(step.happened), text(tookWords(step), step.isLonger ? { color: PAPER.waiting } : MUTED)] },
    ]);
    const longest = steps.reduce((most, { foretold: a, happened: b }) => Math.max(most, a.length, b.length), 0);
    return [
      text(`Foretold and happened${procedure && `: ${procedure}`}`, {
        ...tagged('H3'),
        bold: true,
        margin: [0, 10, 0, 3],
      }),
      rows([130, '*', '*'], ['Step', 'Foretold', 'Happened'], body, longest),
    ];
  });
}

function commands({ commands: list }: ReportView, times: Times): Content[] {
  if (list.length === 0) return [text('Commands executed: nothing was run.', { margin: [0, 8, 0, 0] })];
  const body = list.map(({ at, text: command, where, by, tookMs, outcome }) => [
    text(times.clock(at)),
    codeText(command),
    text(where),
    text(by),
    text(tookMs === null ? '–' : durationWords(tookMs), { alignment: 'right' }),
    text(outcome, { color: STATES[outcome] ?? PAPER.waiting }),
  ]);
  const longest = list.reduce((most, { text: command }) => Math.max(most, command.length), 0);
  return [
    text('Commands executed', { ...tagged('H3'), bold: true, margin: [0, 10, 0, 3] }),
    rows([44, '*', 72, 62, 42, 50], ['At', 'What ran', 'Where', 'By', 'Took', 'Ended'], body, longest),
  ];
}

/** What was given to whom until when. Nothing of it says how late it is: the same report stays the same file. */
export function followUpRows(items: readonly FollowUpView[], day: (iso: string) => string): Content[] {
  if (items.length === 0) return [];
  const body = items.map(({ text: words, owner, dueOn, done }) => [
    text(done ? 'done' : 'open', { color: done ? PAPER.ok : PAPER.waiting }),
    {
      stack: [
        text(words),
        ...(done ? [text(`Done by ${done.by}, ${day(done.at)}${done.note ? `: “${done.note}”` : ''}`, MUTED)] : []),
      ],
    },
    text(owner.name),
    text(dueOn),
  ]);
  const longest = items.reduce(
    (most, { text: words, done }) => Math.max(most, words.length + (done?.note.length ?? 0)),
    0,
  );
  return [
    text('Follow-ups', { ...tagged('H3'), bold: true, margin: [0, 10, 0, 3] }),
    rows([36, '*', 100, 60], ['', 'What is to be done', 'By whom', 'Until'], body, longest),
  ];
}

function checks(view: ReportView): Content[] {
  if (view.checks.length === 0) return [];
  const groups = groupChecks(view.checks).map((group) =>
    rows(
      [50, '*', '*'],
      ['', group.title, ''],
      group.checks.map((check) => [
        text(check.state, { color: STATES[check.state] ?? PAPER.waiting }),
        text(check.title),
        text(checkWords(check), MUTED),
      ]),
    ),
  );
  return [heading('Validation and success criteria'), ...groups];
}

function benchmarks(view: ReportView): Content[] {
  const newest = view.benchmarks.at(-1);
  if (!newest) return [];
  const { comparison, queries } = newest;
  const shown = comparison
    ? comparison.queries.map(({ title, figures: both, missing, regressions }) => [
        text(title),
        ...FIGURES.map((figure) => {
          const words = (value: number) => (figure === 'perSecond' ? `${rate(value)}/s` : ms(value));
          return text(both ? `${words(both[figure].before)} -> ${words(both[figure].now)}` : '');
        }),
        text(regressions.length > 0 ? 'worse' : missing || 'within the thresholds'),
      ])
    : queries.map(({ title, figures: now }) => [
        text(title),
        ...FIGURES.map((figure) => text(figure === 'perSecond' ? `${rate(now.perSecond)}/s` : ms(now[`${figure}Ms`]))),
        text(''),
      ]);
  const sentence = comparison ? comparison.sentence : 'There was no baseline to compare with.';
  const titles = ['Query', ...FIGURES.map((figure) => FIGURE_WORDS[figure]), 'Verdict'];
  return [
    heading('Baseline validation'),
    text(sentence, comparison?.isRegression ? { color: PAPER.fail, bold: true } : {}),
    rows(['*', ...FIGURES.map(() => 66), 70], titles, shown),
  ];
}

function messages({ messages: list }: ReportView, times: Times): Content[] {
  if (list.length === 0) return [];
  const body = list.map(({ at, recipient, audience, outcome, subject, answer }) => [
    text(times.clock(at)),
    text(`${recipient} (${audience === 'internal' ? 'team' : 'customers'})`),
    text(outcome === 'failed' ? 'not sent' : outcome, { color: outcome === 'failed' ? PAPER.fail : PAPER.ok }),
    text(`${subject ? `“${subject}”, ` : ''}${answer}`, MUTED),
  ]);
  return [heading('Messages'), rows([44, 150, 44, '*'], ['At', 'To', 'Outcome', 'What and answer'], body)];
}

/** Oldest first, as one reads; a line says its day only where the day changes. */
function timeline(view: ReportView, times: Times): Content[] {
  const inOrder = view.timeline.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  let day = times.day(view.startedAt);
  const body = inOrder.map(({ at, strong, text: words, quote, actor, tone }) => {
    const today = times.day(at);
    const isNew = today !== day;
    day = today;
    const said = [text(strong, { bold: true, color: TONES[tone] }), text(words ? `  ${words}` : '')];
    const more: Content[] = [
      ...(isNew ? [text(today, { bold: true, fontSize: 8, color: PAPER.faint })] : []),
      { text: said as never },
      ...(quote ? [text(`“${quote}”`, MUTED)] : []),
      ...(actor && !strong.startsWith(actor) ? [text(actor, { fontSize: 8, color: PAPER.faint })] : []),
    ];
    return [text(times.clock(at), { color: PAPER.faint }), { stack: more }];
  });
  const longest = inOrder.reduce(
    (most, { text: words, quote }) => Math.max(most, words.length + (quote?.length ?? 0)),
    0,
  );
  return body.length === 0 ? [] : [heading('Timeline'), rows([44, '*'], [], body, longest)];
}

/** What it was built from, whole, so that anybody can check that nothing was changed since. */
function foot(view: ReportView): Content[] {
  const verdict = view.isChainVerified
    ? 'The chain was verified when this file was made.'
    : 'THE CHAIN DOES NOT VERIFY: something was changed outside of the console.';
  return headed(
    'Where this comes from',
    text(
      `Built from ${view.eventCount} events. ${verdict}`,
      view.isChainVerified ? {} : { bold: true, color: PAPER.fail },
    ),
    [
      { text: ['Chain head ', codeText(view.chainHead)] as never },
      ...(view.planHash ? [{ text: ['Plan hash ', codeText(view.planHash)] as never }] : []),
      ...(view.writtenBy ? [text(`Written fields by ${view.writtenBy}.`)] : []),
    ],
  );
}
