import type { Figure, QueryFigures } from '@/lib/contracts/benchmark';
import type { ReportView } from '@/lib/contracts/report-view';
import { FIGURE_WORDS, FIGURES, ms, rate } from './benchmark-compare';
import { tookWords } from './report-document';
import { durationWords } from './words';

/**
 * The report as Markdown, in the form of the guide. Whatever came from outside (titles, output, what people wrote) is
 * escaped, so that none of it can become a heading, a link, HTML or the end of a code block.
 */
export function renderReportMarkdown(view: ReportView): string {
  const lines = [
    `# Database Rollback Incident Report${view.isPartial ? ' (partial: the incident is open)' : ''}`,
    '',
    `- **Title**: ${escapeMarkdown(view.title)}`,
    `- **Incident id**: ${view.code}${view.isDrill ? ' (DRILL)' : ''}`,
    `- **Date**: ${view.startedAt.slice(0, 10)}`,
    `- **Duration**: ${clock(view.startedAt)} – ${view.endedAt ? clock(view.endedAt) : 'open'} UTC${view.durationMs === null ? '' : ` (${durationWords(view.durationMs)})`}`,
    `- **Severity**: ${view.severity.toUpperCase()}`,
    `- **Target**: ${escapeMarkdown(view.targetName)} (${view.environment})`,
    ...(view.recoveredSentence ? [`- **Recovery**: ${escapeMarkdown(view.recoveredSentence)}`] : []),
  ];
  lines.push(...exceptionLines(view));
  for (const section of view.sections) {
    lines.push('', `## ${section.title}`, '');
    for (const field of section.fields)
      lines.push(
        `- **${field.title}**: ${field.value ? escapeMarkdown(yesNo(field.kind, field.value)) : '_not written yet_'}`,
      );
    if (section.key === 'actions') lines.push(...foretoldLines(view), '', ...commandLines(view));
    if (section.key === 'follow_up') lines.push(...followUpLines(view));
  }
  lines.push('', '## Validation and success criteria', '', ...view.checks.map(checkLine), ...benchmarkLines(view));
  if (view.messages.length > 0) lines.push('', '## Messages', '', ...view.messages.map(messageLine));
  lines.push(
    '',
    '## Timeline',
    '',
    ...[...view.timeline]
      .reverse()
      .map(
        (item) =>
          `- ${clock(item.at)} ${escapeMarkdown(`${item.strong}${item.text ? `: ${item.text}` : ''}`)} (${escapeMarkdown(item.actor)})${item.quote ? ` — “${escapeMarkdown(item.quote)}”` : ''}`,
      ),
  );
  lines.push(
    '',
    '---',
    '',
    `Built from ${view.eventCount} events, chain head ${view.chainHead.slice(0, 16)}, ${view.isChainVerified ? 'verified' : 'NOT VERIFIED: the events were changed'}.`,
    '',
  );
  return lines.join('\n');
}

/** What was given to whom until when, as a list of boxes to tick. */
function followUpLines({ followUps: { items } }: ReportView): string[] {
  const lines = items.map(({ text, owner, dueOn, dueWords, done }) => {
    const end = done ? `done by ${done.by}, ${done.at.slice(0, 10)}${done.note && `: ${done.note}`}` : dueWords;
    return `- [${done ? 'x' : ' '}] ${escapeMarkdown(`${text} (${owner.name}, until ${dueOn}; ${end})`)}`;
  });
  return lines.length > 0 ? ['', ...lines] : [];
}

/** Before all else: nobody should have to find it in the timeline. */
function exceptionLines({ exceptions }: ReportView): string[] {
  if (exceptions.length === 0) return [];
  const said = exceptions.map(({ kind, title, reason, by, at, told, review }) => {
    const words = review
      ? `reviewed by ${review.by}: ${review.verdict.replace('_', ' ')}, ${review.note}`
      : 'NOT REVIEWED';
    const after = kind === 'break_glass' ? `; told ${told}; ${words}` : '';
    return `- **${escapeMarkdown(title)}** (${escapeMarkdown(by)}, ${clock(at)} UTC): ${escapeMarkdown(`${reason}${after}`)}`;
  });
  return ['', '## Exceptions', '', ...said];
}

/** A line a change: what the approver had read of it, and what came of it. */
function foretoldLines({ foretold }: ReportView): string[] {
  return foretold.flatMap(({ procedure, steps }) => [
    '',
    `**Foretold and happened**${procedure && `: ${escapeMarkdown(procedure)}`}`,
    '',
    ...steps.map((step) => {
      const said = `Foretold: ${[step.foretold, `${step.time}.`].filter(Boolean).join(' ')}`;
      const came = `Happened: ${[step.happened, tookWords(step)].filter(Boolean).join(' ')}`;
      return `- ${escapeMarkdown(`${step.title} (${step.where})`)}: **${step.outcome}**. ${escapeMarkdown(`${said} ${came}`)}`;
    }),
  ]);
}

function commandLines(view: ReportView): string[] {
  if (view.commands.length === 0) return ['**Commands executed**: none'];
  const rows = view.commands.map(
    (c) =>
      `| ${clock(c.at)} | ${cell(c.text)} | ${cell(c.where)} | ${c.tookMs === null ? '' : durationWords(c.tookMs)} | ${c.outcome} | ${cell(c.by)} |`,
  );
  return [
    '**Commands executed** (times in UTC)',
    '',
    '| At | What ran | Where | Took | Outcome | By |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

/** The newest benchmark against its baseline, as a table. */
function benchmarkLines({ benchmarks }: ReportView): string[] {
  const newest = benchmarks.at(-1);
  if (!newest) return [];
  const { comparison, queries } = newest;
  const head = ['', '## Baseline validation', ''];
  if (!comparison)
    return [
      ...head,
      'There was no baseline to compare with.',
      '',
      ...queries.map(({ title, figures }) => figureLine(title, figures)),
    ];
  const rows = comparison.queries.map(({ title, figures, missing, regressions }) => {
    const cells = FIGURES.map((figure) =>
      figures ? `${plain(figure, figures[figure].before)} → ${plain(figure, figures[figure].now)}` : '',
    );
    const verdict = regressions.length > 0 ? 'worse' : missing || 'within the thresholds';
    return `| ${cell(title)} | ${cells.join(' | ')} | ${verdict} |`;
  });
  const titles = `| Query | ${FIGURES.map((figure) => FIGURE_WORDS[figure]).join(' | ')} | Verdict |`;
  return [...head, escapeMarkdown(comparison.sentence), '', titles, '| --- | --- | --- | --- | --- | --- |', ...rows];
}

function figureLine(title: string, { p50Ms, p95Ms, p99Ms, perSecond }: QueryFigures): string {
  return `- ${escapeMarkdown(title)}: p50 ${ms(p50Ms)}, p95 ${ms(p95Ms)}, p99 ${ms(p99Ms)}, ${rate(perSecond)} a second`;
}

function plain(figure: Figure, value: number): string {
  return figure === 'perSecond' ? `${rate(value)}/s` : ms(value);
}

function checkLine(check: ReportView['checks'][number]): string {
  const saw = check.result?.saw ? ` (saw ${escapeMarkdown(check.result.saw)})` : '';
  const by = check.personName ? ` by ${escapeMarkdown(check.personName)}` : '';
  return `- **${check.state}**${by}: ${escapeMarkdown(check.title)}${saw}${check.note ? ` — ${escapeMarkdown(check.note)}` : ''}`;
}

function messageLine({ at, audience, recipient, subject, outcome, answer }: ReportView['messages'][number]): string {
  const about = subject ? ` “${escapeMarkdown(subject)}”` : '';
  const words = outcome === 'failed' ? 'not sent' : outcome;
  const to = `${escapeMarkdown(recipient)} (${audience === 'internal' ? 'team' : 'customers'})`;
  return `- ${clock(at)} **${words}**: ${to}${about} — ${escapeMarkdown(answer)}`;
}

function yesNo(kind: string, value: string): string {
  return kind === 'yes_no' ? (value === 'yes' ? 'Yes' : value === 'no' ? 'No' : value) : value;
}

/** HH:MM:SS in UTC, as the file may be read anywhere. */
function clock(iso: string): string {
  return iso.slice(11, 19);
}

/** Text as text: every character that Markdown or HTML could read as more is escaped, and lines are joined. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~>-]/g, (c) =>
      c === '-' || c === '(' || c === ')' || c === '+' || c === '!' ? c : `\\${c}`,
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}

/**
 * A command in a table's cell: code, on one line. With a pipe or a backtick in it a reader of Markdown could see the
 * end of the cell or of the code there (readers differ on a backslash before a pipe), so then every sign is written as
 * an entity, which is never more than text.
 */
function cell(text: string): string {
  const flat = text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  if (!/[|`]/.test(flat)) return flat && `\`${flat}\``;
  return `<code>${flat.replace(/[^\p{L}\p{N} ]/gu, (c) => `&#${c.codePointAt(0)};`)}</code>`;
}
