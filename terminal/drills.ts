import type { DrillCard, DrillView } from '@/lib/contracts/drill-view';
import { notFound } from '@/lib/domain/errors';
import { clockWords } from '@/lib/domain/words';
import { getDrillView } from '@/lib/server/drills/get-drill-view';
import { getDrillsNow } from '@/lib/server/drills/get-drills-now';
import { getDrillsView } from '@/lib/server/drills/get-drills-view';
import type { Answer } from './command';
import { usageError } from './errors';
import { relativeWords } from './print/words';
import type { Screen } from './screen';
import { toAction } from './shapes';
import type { Terminal } from './terminal';

/** Arguments that several commands about drills take. */
export const DRILL_ARGUMENT = [
  '[drill]',
  'its id or the beginning of it (default: the one that runs, is due, or is next)',
] as const;
export const DRILL_TARGET = ['--target <key>', 'a sandbox, or a clone for drills (default: the only sandbox)'] as const;

const WHOLE_ID = 36;

/** The drill that was named by its id or the beginning of it; else the one that runs or is due, else the next. */
export async function findDrill(at: Terminal, named: string | undefined): Promise<DrillView> {
  const id = named ? await wholeId(at, named) : await nearestId(at);
  return at.read((me) => getDrillView(me, id), 'drill');
}

async function nearestId(at: Terminal): Promise<string> {
  const { pressing, next } = await at.read(getDrillsNow);
  const running = pressing.filter(({ status }) => status === 'running');
  const [first, second] = running.length > 0 ? running : pressing.length > 0 ? pressing : next ? [next] : [];
  if (!first)
    throw usageError('No drill is in the calendar.', 'Put one there with npx rollback drill schedule, or hold one.');
  if (second)
    throw usageError(
      'Several drills run or are due.',
      `Name one: ${[...running, ...pressing].map(({ id, title }) => `${id.slice(0, 8)} (${title})`).join(', ')}.`,
    );
  return first.id;
}

async function wholeId(at: Terminal, named: string): Promise<string> {
  if (named.length === WHOLE_ID) return named;
  const { pressing, next } = await at.read(getDrillsNow);
  const month = await at.read((me) => getDrillsView(me));
  const known = [...pressing, ...(next ? [next] : []), ...month.weeks.flatMap((week) => week.drills), ...month.history];
  const ids = new Set(known.map(({ id }) => id).filter((id) => id.startsWith(named)));
  if (ids.size !== 1 || named.length < 4) throw notFound('drill');
  return [...ids][0] as string;
}

export function toDrillLine(card: DrillCard) {
  const { id, week, title, procedureKey, targetName, scheduledFor, status, result, finishedAt, reason, trouble } = card;
  return {
    id,
    week,
    title,
    procedure: procedureKey,
    targetName,
    scheduledFor,
    status,
    result,
    finishedAt,
    reason,
    trouble,
  };
}

export function printDrillLine(screen: Screen, card: DrillCard): void {
  const took = card.result
    ? ` in ${clockWords(card.result.tookMs)}${card.result.isInTime ? '' : ', over its time'}`
    : '';
  screen.line(
    '  ',
    ['bold', card.id.slice(0, 8)],
    `  ${card.scheduledFor.slice(0, 16).replace('T', ' ')} UTC  ${card.status}${took}  ${card.title} on ${card.targetName}`,
  );
  if (card.trouble) screen.line(['yellow', `            ${card.trouble}`]);
  if (card.reason) screen.line(`            ${card.reason}`);
}

/** One drill: where it stands, its checklist, and what this person may do. */
export function drillAnswer(view: DrillView): Answer {
  const { drill, incident, preparing, checklist, next, actions, targetKey } = view;
  return {
    value: {
      ...toDrillLine(drill),
      target: targetKey,
      incident: incident?.code ?? null,
      preparing: preparing?.sentence ?? null,
      checklist: checklist.map(({ key, title, isDone, by, sentence }) => ({ key, title, isDone, by, sentence })),
      next: next && { id: next.id, title: next.title, scheduledFor: next.scheduledFor },
      actions: actions.map(toAction),
    },
    print: (screen) => printDrill(screen, view),
  };
}

function printDrill(screen: Screen, view: DrillView): void {
  const { drill, incident, preparing, faultTrouble, resetTrouble, checklist, next, actions } = view;
  screen.line(['bold', 'DRILL '], ['bold', drill.title], ` on ${drill.targetName}`);
  printDrillLine(screen, drill);
  if (preparing) screen.line(`${preparing.sentence} since ${relativeWords(preparing.since)}`);
  for (const trouble of [faultTrouble, resetTrouble])
    if (trouble) screen.line(['yellow', trouble.message], ` ${trouble.remedy}`);
  if (incident) screen.line(`Its incident is ${incident.state}: `, ['bold', `npx rollback status ${incident.code}`]);
  screen.heading('Checklist');
  for (const line of checklist)
    screen.line('  ', line.isDone ? ['green', 'done'] : ['yellow', 'open'], `  ${line.title}: ${line.sentence}`, [
      'dim',
      line.by === 'person' && !line.isDone ? `  npx rollback drill tick ${line.key} --note "…"` : '',
    ]);
  if (next) screen.line(`Next: ${next.title}, ${next.scheduledFor.slice(0, 10)}`);
  if (actions.length > 0) screen.heading('What you can do');
  for (const { key, label, disabledBecause } of actions)
    screen.line(
      '  ',
      ['bold', label],
      disabledBecause ? `  not now: ${disabledBecause}` : ['dim', `  ${COMMANDS[key] ?? 'in the browser'}`],
    );
}

const COMMANDS: Record<string, string> = {
  start: 'npx rollback drill start',
  move: 'npx rollback drill schedule --drill …',
  cancel: 'npx rollback drill cancel --reason "…"',
  abort: 'npx rollback drill abort --reason "…"',
  finish: 'npx rollback drill finish',
  'switch-again': 'npx rollback drill start',
  'fault-off': 'npx rollback sandbox off …',
  reset: 'npx rollback sandbox reset',
};
