import { Option } from 'commander';
import type { AllowedAction, RoomView, RunView } from '@/lib/contracts/views';
import { type Answer, command } from '../command';
import type { Exit } from '../exit-codes';
import { followRun } from '../follow-run';
import { printActions, printHead, printRun } from '../print/room';
import { findIncident, readRoom, runOf } from '../rooms';
import { actionsOf, toRun } from '../shapes';
import { findOffered, type Given, KNOWN_ACTIONS, takeAction } from '../take-action';
import type { Terminal } from '../terminal';

type Options = Given & {
  step?: boolean;
  toDecision?: boolean;
  retry?: boolean;
  everywhere?: boolean;
  skip?: boolean;
  alternative?: string;
  wayBack?: boolean;
  settle?: 'applied' | 'run-again';
  done?: boolean;
  stop?: boolean;
  abort?: boolean;
  discard?: boolean;
  takeWheel?: boolean;
  schedule?: boolean;
  unschedule?: boolean;
  remind?: boolean;
  withdraw?: boolean;
  breakGlass?: boolean;
  resume?: boolean;
  arm?: 'step' | 'to-decision';
  disarm?: boolean;
  endSession?: string;
  endCommand?: string;
  dropLeftIndex?: string;
  askSkip?: boolean;
  follow: boolean;
};

/** What ends a run or leaves it as it is: there is nothing to follow afterwards. */
const ENDING = [
  'abort',
  'discard',
  'take-wheel',
  'schedule',
  'unschedule',
  'remind-approvers',
  'withdraw',
  'break-glass',
  'resume',
  'retry-other',
  'arm',
  'arm-step',
  'disarm',
  'end-session',
  'end-command',
  'drop-left-index',
  'ask-skip',
];

export const run = command<Options>({
  name: 'run',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Start an approved plan, follow it, and decide when a step fails',
  details:
    'Without an option: starts or continues it, or follows what runs. On a terminal it asks at each decision; elsewhere it runs\nto the next one and ends there: with 0 where the rollback is done, 7 where a step did not work, 8 where a person has to\ndecide. Only what npx rollback status offers you is possible.',
  options: (parser) => {
    const one = (flags: string, about: string) => parser.addOption(new Option(flags, about).conflicts(others(flags)));
    one('--step', 'one step, then stop and wait');
    one('--to-decision', 'step after step until one needs a decision');
    one('--retry', 'run the failed step once more, exactly as approved');
    one('--everywhere', 'run it on every host again, also where it succeeded; needs --reason');
    parser.addOption(
      new Option(
        '--retry-with <key=value...>',
        'end the run here and plan its rest with other parameters; needs --reason',
      ).conflicts(others('--retry-with')),
    );
    one('--resume', 'plan the rest of a run that was ended; needs --reason');
    one('--skip', 'go on without the step; needs --reason');
    one('--alternative <branch>', 'take the approved alternative; needs --reason');
    one('--way-back', 'leave the rest and take back what was done, as approved; needs --reason');
    parser.addOption(
      new Option('--settle <verdict>', 'say what became of a step that was lost sight of; needs --reason')
        .choices(['applied', 'run-again'])
        .conflicts(others('--settle')),
    );
    one('--done', 'you did the manual step yourself; needs --reason');
    one('--stop', 'stop the step that runs, on the far side, too');
    one('--abort', 'end the run here; needs --reason');
    one('--discard', 'give up a plan that has not begun; needs --reason');
    one('--take-wheel', 'drive from here on; needs --reason');
    one('--schedule', 'have it started by itself when its maintenance window opens');
    one('--unschedule', 'cancel that');
    parser.addOption(
      new Option('--arm <how>', 'have it started by its approval')
        .choices(['step', 'to-decision'])
        .conflicts(others('--arm')),
    );
    one('--disarm', 'cancel that');
    one('--end-session <pid:start>', 'ask for ending the session that is in the way; needs --reason');
    one('--end-command <tag>', 'ask for ending what a step lost sight of and still runs on its host; needs --reason');
    one('--drop-left-index <oid>', 'ask for removing an index that was left INVALID; needs --reason');
    one('--ask-skip', 'ask somebody who may to let the step be skipped; needs --reason');
    one('--withdraw', 'end the request for approval, or take your own approval back; needs --reason');
    one('--break-glass', 'let the plan be started without an approval; needs --reason and --confirm, tells every lead');
    one('--remind', 'tell those who can approve once more');
    return parser
      .option('--reason <text>', 'the report and the timeline show it')
      .option('--confirm <name>', "the target's name, for what cannot be taken back")
      .option('--no-follow', 'do not wait for what was started');
  },
  examples: [
    ['npx rollback run', 'start the approved plan of the only open incident'],
    ['npx rollback run --to-decision --json', 'for a script: ends when it is done or needs a person'],
    ['npx rollback run --settle applied --reason "The probe says the index is gone"', 'after a step was lost sight of'],
    ['npx rollback run --abort --reason "Users are well again"', 'what was done stays done'],
  ],
  run: async (at, [named], options) => {
    const code = await findIncident(at, named);
    const room = await readRoom(at, code);
    const action = wantedAction(room, runOf(room), options, at.isInteractive);
    return at.isInteractive && options.follow ? drive(at, room, action, options) : once(at, room, action, options);
  },
});

const CHOICES =
  'step toDecision retry everywhere skip alternative wayBack settle done stop abort discard takeWheel schedule unschedule remind withdraw breakGlass endSession endCommand dropLeftIndex askSkip arm disarm resume retryWith'.split(
    ' ',
  );

/** Commander's name of an option, `--to-decision <x>` → toDecision; one of them at a time. */
function others(flags: string): string[] {
  const name = (flags.split(' ')[0] as string).slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return CHOICES.filter((other) => other !== name);
}

/** The action that the options name, as the server offers it; undefined where there is nothing to do but to follow. */
function wantedAction(room: RoomView, view: RunView, options: Options, isAsked: boolean): AllowedAction | undefined {
  const named = namedKeys(options);
  if (named)
    return findOffered(
      room,
      view,
      named,
      options.alternative ?? options.endSession ?? options.endCommand ?? options.dropLeftIndex,
    );
  if (view.state === 'running') return undefined;
  const goesOn = actionsOf(view).some((a) => a.key === 'continue' || a.key === 'start');
  // On a terminal somebody is asked; what failed or is over is never gone past by itself.
  if (isAsked && !options.step && !options.toDecision) return undefined;
  if (!goesOn && !options.step && !options.toDecision) return undefined;
  return findOffered(room, view, options.step ? ['start', 'continue'] : ['start-to-decision', 'run-to-decision']);
}

function namedKeys(options: Options): string[] | undefined {
  if (options.retry) return ['retry'];
  if (options.everywhere) return ['run-everywhere'];
  if (options.skip) return ['skip'];
  if (options.alternative) return ['alternative'];
  if (options.wayBack) return ['way-back'];
  if (options.settle) return [options.settle === 'applied' ? 'settle-applied' : 'settle-run-again'];
  if (options.done) return ['complete-manual'];
  if (options.stop) return ['cancel'];
  if (options.abort) return ['abort'];
  if (options.discard) return ['discard'];
  if (options.schedule) return ['schedule'];
  if (options.unschedule) return ['unschedule'];
  if (options.resume) return ['resume'];
  if (options.retryWith) return ['retry-other'];
  if (options.arm) return [options.arm === 'step' ? 'arm-step' : 'arm'];
  if (options.disarm) return ['disarm'];
  if (options.withdraw) return ['withdraw'];
  if (options.breakGlass) return ['break-glass'];
  if (options.endSession) return ['end-session'];
  if (options.endCommand) return ['end-command'];
  if (options.dropLeftIndex) return ['drop-left-index'];
  if (options.askSkip) return ['ask-skip'];
  if (options.remind) return ['remind-approvers'];
  return options.takeWheel ? ['take-wheel'] : undefined;
}

/** One action and what follows from it. */
async function once(
  at: Terminal,
  before: RoomView,
  action: AllowedAction | undefined,
  options: Options,
): Promise<Answer> {
  const { code } = before.incident;
  if (action) await takeAction(at, runOf(before), action, options);
  const isFollowed = options.follow && !(action && ENDING.includes(action.key));
  const room = isFollowed ? await followRun(at, code, runOf(before)) : await readRoom(at, code);
  const exit = options.follow ? exitOf(runOf(room), action) : 'ok';
  const print: Answer['print'] = (screen) => {
    screen.line();
    if (action && isFollowed) printHead(screen, room);
    else printRun(screen, runOf(room));
    printActions(screen, room);
  };
  return { value: toRun(runOf(room), code), print, exit };
}

/** What was asked for has come about, or a person has to decide, or it did not work. */
function exitOf(view: RunView, action: AllowedAction | undefined): Exit {
  if (action && ENDING.includes(action.key)) return 'ok';
  if (view.state === 'succeeded') return 'ok';
  if (view.state === 'failed' || view.state === 'aborted') return 'unwell';
  const step = view.steps[view.currentIndex];
  if (view.state !== 'waiting' || !step || step.state === 'pending' || step.state === 'ready') {
    const isAsked = action?.key === 'start' || action?.key === 'continue';
    return isAsked && view.state === 'waiting' && step?.state === 'pending' ? 'ok' : 'waiting';
  }
  return step.state === 'cancelled' && action?.key === 'cancel' ? 'ok' : 'unwell';
}

/** At a terminal: one action after another, until the run is over or whoever sits there leaves. */
async function drive(at: Terminal, first: RoomView, wanted: AllowedAction | undefined, given: Given): Promise<Answer> {
  const { code } = first.incident;
  let room = first;
  let action = wanted;
  printHead(at.screen, room);
  for (let round = 0; ; round += 1) {
    if (action) await takeAction(at, runOf(room), action, round === 0 ? given : {});
    else if (round === 0) printRun(at.screen, runOf(room));
    room = await followRun(at, code, runOf(room));
    const choices = actionsOf(runOf(room)).filter((a) => KNOWN_ACTIONS.includes(a.key));
    if (room.run?.finishedAt || !choices.some((choice) => !choice.disabledBecause)) break;
    action = await choose(at, choices);
    if (!action) break;
  }
  return {
    value: toRun(runOf(room), code),
    print: (screen) => {
      screen.line();
      printHead(screen, room);
      printActions(screen, room);
    },
    exit: exitOf(runOf(room), undefined),
  };
}

async function choose(at: Terminal, choices: readonly AllowedAction[]): Promise<AllowedAction | undefined> {
  const { screen } = at;
  screen.heading('What now?');
  choices.forEach((choice, index) => {
    screen.line(`  ${index + 1}  `, ['bold', choice.label], `  ${choice.disabledBecause ?? choice.about}`);
  });
  for (;;) {
    const typed = await at.ask('Number, or q to leave it as it is: ');
    if (typed === '' || typed === 'q') return undefined;
    const choice = choices[Number(typed) - 1];
    if (choice && !choice.disabledBecause) return choice;
    screen.line(choice?.disabledBecause ?? `There is no ${typed}.`);
  }
}
