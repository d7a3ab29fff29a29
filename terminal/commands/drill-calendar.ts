import { moveDrillSchema, scheduleDrillSchema, scheduleMonthSchema } from '@/lib/contracts/drill';
import type { DrillView } from '@/lib/contracts/drill-view';
import { getDrillsView } from '@/lib/server/drills/get-drills-view';
import { moveDrill, scheduleDrill, scheduleMonth } from '@/lib/server/drills/schedule-drill';
import { type Answer, command } from '../command';
import { DRILL_ARGUMENT, DRILL_TARGET, drillAnswer, findDrill, printDrillLine, toDrillLine } from '../drills';
import { usageError } from '../errors';
import { findTarget } from '../targets';
import type { Terminal } from '../terminal';

export const list = command<{ month?: string }>({
  name: 'list',
  about: 'The plan of a month, and the drills of earlier times',
  options: (parser) => parser.option('--month <YYYY-MM>', 'default: this month'),
  examples: [['npx rollback drill list', 'this month']],
  run: async (at, _args, { month }) => {
    const view = await at.read((me) => getDrillsView(me, { month }));
    const weeks = view.weeks.map(({ week, title, days, procedures, drills }) => ({
      ...{ week, title, days },
      procedures: procedures.map(({ key, title: words, drilled, isStale }) => ({
        key,
        title: words,
        drilled,
        isStale,
      })),
      drills: drills.map(toDrillLine),
    }));
    return {
      value: { month: view.month, timeZone: view.timeZone, weeks, history: view.history.map(toDrillLine) },
      print: (screen) => {
        screen.line(['bold', `Drills in ${view.month}`], ` (days in ${view.timeZone})`);
        for (const { week, title, days, procedures, drills } of view.weeks) {
          screen.heading(`Week ${week}, ${days}: ${title}`);
          for (const one of procedures)
            screen.line(`  ${one.key} ${one.title}: `, one.isStale ? ['yellow', one.drilled] : one.drilled);
          for (const card of drills) printDrillLine(screen, card);
        }
      },
    };
  },
});

export const show = command({
  name: 'show',
  args: [DRILL_ARGUMENT],
  about: 'One drill: where it stands, its checklist, what you can do',
  examples: [['npx rollback drill show', 'the one that runs, is due, or is next']],
  run: async (at, [named]) => drillAnswer(await findDrill(at, named)),
});

type Wish = {
  drill?: string;
  month?: string;
  week?: string;
  day?: string;
  time?: string;
  procedure?: string;
  target?: string;
};
export const schedule = command<Wish>({
  name: 'schedule',
  about: 'Put a drill into the calendar, move one, or fill a month',
  options: (parser) =>
    parser
      .option('--month <YYYY-MM>', 'give every week of this month that has no drill one')
      .option('--drill <id>', 'move this one; what is not given stays')
      .option('--week <1-4>', 'the week of the plan')
      .option('--day <YYYY-MM-DD>', 'a day of that week')
      .option('--time <HH:MM>', "in the plan's time zone (default: the plan's)")
      .option('--procedure <key>', 'default: whose turn it is')
      .option(...DRILL_TARGET),
  examples: [
    ['npx rollback drill schedule --month 2026-09', 'fill the month'],
    ['npx rollback drill schedule --week 2 --day 2026-09-09 --procedure 2.1', 'one drill'],
    ['npx rollback drill schedule --drill 3f2b9c1a --day 2026-09-10', 'another day'],
  ],
  run: async (at, _args, wish) => {
    if (wish.month) {
      const { count } = await at.act(scheduleMonthSchema, { month: wish.month }, scheduleMonth);
      return { value: { count }, print: (screen) => screen.line(`Scheduled ${count} drills in ${wish.month}.`) };
    }
    if (wish.drill) return move(at, await findDrill(at, wish.drill), wish);
    return create(at, wish);
  },
});

async function create(at: Terminal, wish: Wish): Promise<Answer> {
  if (!wish.week)
    throw usageError('Say which week, with --week.', 'Or fill a month with --month, or move one with --drill.');
  const { weeks } = await at.read((me) => getDrillsView(me, { month: wish.day?.slice(0, 7) }));
  const plan = weeks.find(({ week }) => String(week) === wish.week)?.suggestion;
  const input = {
    week: Number(wish.week),
    day: wish.day ?? plan?.day ?? '',
    time: wish.time ?? plan?.time ?? '10:00',
    procedureKey: wish.procedure ?? plan?.procedureKey ?? '',
    targetKey: (await findTarget(at, wish.target, { isSandbox: !wish.target })).key,
  };
  const { drillId } = await at.act(scheduleDrillSchema, input, scheduleDrill);
  return drillAnswer(await findDrill(at, drillId));
}

async function move(at: Terminal, { drill, form }: DrillView, wish: Wish): Promise<Answer> {
  const input = {
    drillId: drill.id,
    week: wish.week ?? form.week,
    day: wish.day ?? form.day,
    time: wish.time ?? form.time,
    procedureKey: wish.procedure ?? form.procedureKey,
    targetKey: wish.target ?? form.targetKey,
  };
  await at.act(moveDrillSchema, input, moveDrill);
  return drillAnswer(await findDrill(at, drill.id));
}
