import type { Command as Parser } from 'commander';
import { drillSchema, endDrillSchema, holdDrillSchema, tickDrillLineSchema } from '@/lib/contracts/drill';
import { type ChecklistKey, checklistKeySchema } from '@/lib/contracts/drill-plan';
import type { DrillView } from '@/lib/contracts/drill-view';
import { PERSON_LINES } from '@/lib/domain/drill-checklist';
import { abortDrill, cancelDrill, finishDrill } from '@/lib/server/drills/end-drill';
import { getDrillView } from '@/lib/server/drills/get-drill-view';
import { holdDrill, startDrill, switchFaultAgain } from '@/lib/server/drills/start-drill';
import { tickDrillLine } from '@/lib/server/drills/tick-line';
import { type Answer, type Command, command } from '../command';
import { DRILL_ARGUMENT, DRILL_TARGET, drillAnswer, findDrill } from '../drills';
import { usageError, workerError } from '../errors';
import { findTarget } from '../targets';
import type { Terminal } from '../terminal';

/** The fault is switched on, seen, and measured for a while before the incident is declared. */
const OPEN_LIMIT_MS = 5 * 60_000;

export const start = command({
  name: 'start',
  args: [DRILL_ARGUMENT],
  about: 'Start a drill: switch its fault on, and wait until its incident is declared',
  details:
    'Then go on as in any incident: npx rollback plan, approve, run, validate, close. Only on sandboxes and clones for drills.\nEnds with 7 where it was ended before its incident was declared.',
  examples: [['npx rollback drill start', 'the one that is due']],
  run: async (at, [named]) => {
    const { drill, actions } = await findDrill(at, named);
    const isAgain = actions.some((action) => action.key === 'switch-again');
    if (isAgain) await at.act(drillSchema, { drillId: drill.id }, switchFaultAgain);
    else await at.act(drillSchema, { drillId: drill.id }, startDrill);
    return untilOpen(at, drill.id);
  },
});

export const hold = command<{ procedure: string; target?: string }>({
  name: 'hold',
  about: 'Practise now: start a drill of a procedure that is not in the calendar',
  options: (parser) => parser.requiredOption('--procedure <key>', 'such as 1.1').option(...DRILL_TARGET),
  examples: [['npx rollback drill hold --procedure 1.1', 'on the only sandbox']],
  run: async (at, _args, { procedure, target }) => {
    const targetKey = (await findTarget(at, target, { isSandbox: !target })).key;
    const { drillId } = await at.act(holdDrillSchema, { procedureKey: procedure, targetKey }, holdDrill);
    return untilOpen(at, drillId);
  },
});

async function untilOpen(at: Terminal, id: string): Promise<Answer> {
  const look = async () => {
    const seen = await at.read((me) => getDrillView(me, id), 'drill');
    at.screen.progress(seen.preparing?.sentence ?? 'Preparing the drill');
    return seen;
  };
  const isOver = ({ incident, drill, faultTrouble }: DrillView) => {
    if (incident !== null || drill.status !== 'running') return true;
    if (faultTrouble) throw workerError(faultTrouble);
    return false;
  };
  const seen = await at.until(look, isOver, { timeoutMs: OPEN_LIMIT_MS, what: 'The preparation of the drill' });
  at.screen.clear();
  // Somebody ended it meanwhile: there is nothing to go on with.
  const isOpen = seen.incident?.state === 'open' && seen.drill.status === 'running';
  return { ...drillAnswer(seen), exit: isOpen ? 'ok' : 'unwell' };
}

export const tick = command<{ note: string; drill?: string }>({
  name: 'tick',
  args: [['<line>', `a line that only people can tick: ${PERSON_LINES.join(', ')}`]],
  about: 'Tick a line of the checklist, by your name and with words',
  options: (parser) =>
    parser.requiredOption('--note <text>', 'what you changed or learned').option('--drill <id>', DRILL_ARGUMENT[1]),
  examples: [
    ['npx rollback drill tick lessons-captured --note "The backup was two days old"', 'of the drill that runs'],
  ],
  run: async (at, [given], { note, drill }) => {
    const line = checklistKeySchema.safeParse(given).data as ChecklistKey;
    if (!PERSON_LINES.includes(line))
      throw usageError(`${given} is no line that people tick.`, `There are: ${PERSON_LINES.join(', ')}.`);
    const { drill: found } = await findDrill(at, drill);
    await at.act(tickDrillLineSchema, { drillId: found.id, line: line as 'lessons-captured', note }, tickDrillLine);
    return drillAnswer(await findDrill(at, found.id));
  },
});

export const finish = command({
  name: 'finish',
  args: [DRILL_ARGUMENT],
  about: 'Finish a drill whose incident is closed; the next one of its week is scheduled',
  examples: [['npx rollback drill finish', 'the one that runs']],
  run: async (at, [named]) => {
    const { drill } = await findDrill(at, named);
    await at.act(drillSchema, { drillId: drill.id }, finishDrill);
    return drillAnswer(await findDrill(at, drill.id));
  },
});

const withReason = (parser: Parser) => parser.requiredOption('--reason <text>', 'it stays in the calendar with it');
const ending = (name: string, about: string, useCase: typeof cancelDrill): Command =>
  command<{ reason: string }>({
    name,
    args: [DRILL_ARGUMENT],
    about,
    options: withReason,
    examples: [[`npx rollback drill ${name} --reason "Half the team is ill"`, 'the one that runs, is due, or is next']],
    run: async (at, [named], { reason }) => {
      const { drill } = await findDrill(at, named);
      await at.act(endDrillSchema, { drillId: drill.id, reason }, useCase);
      return drillAnswer(await findDrill(at, drill.id));
    },
  });

export const cancel = ending('cancel', 'Take a drill that has not begun off the plan', cancelDrill);
export const abort = ending('abort', 'End a drill that runs, and its incident, without a result', abortDrill);
