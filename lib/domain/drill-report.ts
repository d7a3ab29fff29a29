import type { DrillView } from '@/lib/contracts/drill-view';
import { momentText } from './drill-calendar';
import { escapeMarkdown } from './render-report';
import { clockWords, durationWords } from './words';

/** The report of a drill as Markdown. What people wrote and what came from a target is escaped. */
export function renderDrillMarkdown(view: DrillView): string {
  const { drill, incident } = view;
  const moment = (iso: string) => momentText(new Date(iso), view.timeZone);
  const fact = (title: string, value: string | null) => (value ? [`- **${title}**: ${escapeMarkdown(value)}`] : []);
  const lines = [
    `# Database Rollback Drill Report${drill.status === 'done' ? '' : ` (${drill.status})`}`,
    '',
    '**DRILL**: an exercise on purpose. No user was affected, and no incident figure counts it.',
    '',
    ...fact('Drill', `${drill.title}, week ${drill.week} of the monthly plan`),
    ...fact('Scheduled for', moment(drill.scheduledFor)),
    ...fact(
      'Started',
      drill.startedAt && `${moment(drill.startedAt)}${drill.startedBy ? ` by ${drill.startedBy}` : ''}`,
    ),
    ...fact('Ended', drill.finishedAt && `${moment(drill.finishedAt)}${drill.endedBy ? ` by ${drill.endedBy}` : ''}`),
    ...fact('Target', `${drill.targetName} (${drill.environment})`),
    ...fact('Fault', drill.faultTitle ?? 'none was switched on'),
    ...fact('Incident', incident && `${incident.code} (its report has commands, checks and timeline)`),
    ...fact('Reason', drill.reason),
    '',
    '## Result',
    '',
    ...resultLines(view),
    '',
    '## Checklist',
    '',
    ...view.checklist.map(
      (line) =>
        `- [${line.isDone ? 'x' : ' '}] **${escapeMarkdown(line.title)}**${line.person ? ` by ${escapeMarkdown(line.person)}` : ''}: ${escapeMarkdown(line.sentence)}`,
    ),
    '',
    '## Time per step',
    '',
    ...stepLines(view),
    '',
    '## Next drill',
    '',
    view.next ? `${escapeMarkdown(view.next.title)}, ${moment(view.next.scheduledFor)}` : 'None is scheduled.',
    '',
  ];
  return lines.join('\n');
}

function resultLines({ drill, incident, before, total }: DrillView): string[] {
  const { result } = drill;
  if (!result) return ['No run of the procedure succeeded.'];
  return [
    `- **Time**: ${clockWords(result.tookMs)}, ${result.isInTime ? 'within' : 'over'} the target of ${durationWords(result.targetMs)}`,
    ...(total ? [`- **Of it between the steps**: ${clockWords(total.waitedMs)}`] : []),
    ...(before ? [`- **The time before**: ${clockWords(before.tookMs)}`] : []),
    ...(incident?.restoredAfterMs
      ? [`- **Users well again**: ${durationWords(incident.restoredAfterMs)} after the declaration`]
      : []),
  ];
}

function stepLines({ steps, total }: DrillView): string[] {
  if (steps.length === 0) return ['Nothing was run.'];
  const cell = (text: string) => escapeMarkdown(text).replaceAll('|', '&#124;').replaceAll('\\&#124;', '&#124;');
  return [
    '| Step | Estimate | Took | Outcome |',
    '| --- | --- | --- | --- |',
    ...steps.map(
      ({ title, estimateMs, tookMs, state }) =>
        `| ${cell(title)} | ${durationWords(estimateMs)} | ${tookMs === null ? '' : durationWords(tookMs)} | ${state} |`,
    ),
    ...(total ? [`| **Together, with what lay between** | | ${clockWords(total.tookMs)} | |`] : []),
  ];
}
