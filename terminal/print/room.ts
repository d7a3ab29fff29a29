import type { AllowedAction, CheckView, RoomView, RunView, StepView } from '@/lib/contracts/views';
import { stateOfHost } from '@/lib/domain/host-states';
import type { Screen } from '../screen';
import { actionsOf } from '../shapes';
import { clockLeftWords, relativeWords, SEVERITY_STYLE, shellWord, stateSpan } from './words';

/** The head of an incident: how bad, how long, where, who or what is waited for. */
export function printHead(screen: Screen, { incident, target, waiting, worker, handOver }: RoomView): void {
  screen.line(['bold', incident.title], incident.isDrill ? '  DRILL' : '');
  const clock = incident.respondBy && incident.state === 'open' ? ` · ${clockLeftWords(incident.respondBy)}` : '';
  screen.line(
    [SEVERITY_STYLE[incident.severity], incident.severity.toUpperCase()],
    `${clock} · ${target.name} (${target.environment}) · ${incident.code}`,
  );
  screen.line(waiting ? `${waiting.sentence}, since ${relativeWords(waiting.since)}` : 'Closed');
  screen.line(`Led by ${handOver.lead.name}`);
  for (const { kind, to, offeredAt } of handOver.waiting)
    screen.line(
      ['yellow', `Waiting for ${to.name} to take ${kind === 'wheel' ? 'the wheel' : 'it over'}`],
      `, asked ${relativeWords(offeredAt)}. See npx rollback hand-over.`,
    );
  if (!worker.isAlive) screen.line(['red', 'No worker answers: nothing can run until one does.']);
}

/** Each step with its state, then what this person may do. */
export function printRun(screen: Screen, run: RunView): void {
  screen.heading(`${run.procedureKey} ${run.title}`);
  screen.line('The run is ', stateSpan(run.state), run.planHash ? `; plan ${run.planHash.slice(0, 8)}` : '');
  if (run.state === 'awaiting_approval' && run.armed)
    screen.line(`It starts as soon as it is approved, armed by ${run.armed.by}`);
  if (run.state === 'approved' && run.scheduled)
    screen.line(`It starts by itself ${run.window?.words ?? ''}, scheduled by ${run.scheduled.by}`);
  else if (run.state === 'approved' && run.window) screen.line(`It is made for the window ${run.window.words}`);
  for (const step of run.steps) {
    const isOnTheWay = step.branch === 'main' || step.branch === run.branch;
    if (!isOnTheWay && step.state === 'pending') continue;
    const summary = step.outcome?.summary ? `: ${step.outcome.summary}` : '';
    screen.line('  ', stateSpan(step.state), `  ${step.title}${summary}`);
    if (step.state !== 'pending') printHosts(screen, step, '          ');
  }
  printBeside(screen, run);
}

/** Who holds what a step waits for or got no lock for, and the acts beside the plan. */
function printBeside(screen: Screen, run: RunView): void {
  const wait = run.steps[run.currentIndex]?.lockWait;
  if (wait && wait.blockers.length > 0) {
    screen.heading(`In the way (try ${wait.attempt} of ${wait.of}, seen ${relativeWords(wait.at)})`);
    for (const { pid, application, user, state, seconds, query } of wait.blockers)
      screen.line(
        `  process ${pid}  ${application}, user ${user}, ${state}${seconds === null ? '' : ` for ${seconds} s`}: ${query}`,
      );
  }
  if (run.sideSteps.length > 0) screen.heading('Beside the plan');
  for (const { state, title, outcome, approvers } of run.sideSteps) {
    const waits = state === 'requested' ? `: waits for ${approvers.join(' or ') || 'somebody who may approve'}` : '';
    screen.line('  ', stateSpan(state), `  ${title}${outcome ? `: ${outcome.summary}` : waits}`);
  }
}

/** Each host of a step that runs on several. */
export function printHosts(screen: Screen, { hosts }: Pick<StepView, 'hosts'>, indent: string): void {
  for (const { host, state, summary } of hosts)
    screen.line(indent, stateSpan(stateOfHost(state)), `  ${host}${summary ? `: ${summary}` : ''}`);
}

/** How each action is said on a command line; `restOf` gives what has to be given with it. */
const FLAGS: Record<string, string> = {
  start: 'run --step',
  'start-to-decision': 'run --to-decision',
  resume: 'run --resume',
  'retry-other': 'run --retry-with key=value',
  arm: 'run --arm to-decision',
  'arm-step': 'run --arm step',
  disarm: 'run --disarm',
  schedule: 'run --schedule',
  unschedule: 'run --unschedule',
  continue: 'run --step',
  'run-to-decision': 'run --to-decision',
  retry: 'run --retry',
  'run-everywhere': 'run --everywhere',
  skip: 'run --skip',
  alternative: 'run --alternative',
  'way-back': 'run --way-back',
  'settle-applied': 'run --settle applied',
  'settle-run-again': 'run --settle run-again',
  'complete-manual': 'run --done',
  'end-session': 'run --end-session',
  'end-command': 'run --end-command',
  'drop-left-index': 'run --drop-left-index',
  'ask-skip': 'run --ask-skip',
  cancel: 'run --stop',
  abort: 'run --abort',
  discard: 'run --discard',
  'take-wheel': 'run --take-wheel',
  'request-approval': 'plan --ask',
  'remind-approvers': 'run --remind',
  withdraw: 'run --withdraw',
  'break-glass': 'run --break-glass',
  validate: 'validate --quick',
  'validate-comprehensive': 'validate --full',
  'measure-criteria': 'validate --criteria',
  close: 'close',
  'mark-told': 'tell',
  'change-severity': 'severity --to …',
};

/** Whose command calls the words that it takes a note. */
const NOTED: readonly string[] = ['mark-told', 'request-approval'];

/** The command line that takes an action, ready to be completed; null where the browser has to be used. */
export function commandFor(action: AllowedAction, code: string): string | null {
  const flag = FLAGS[action.key];
  if (!flag) return null;
  const [name, ...rest] = flag.split(' ');
  const words = [
    'npx',
    'rollback',
    name,
    code,
    ...rest,
    ...(action.argument && action.key !== 'way-back' ? [shellWord(action.argument)] : []),
  ];
  if (action.needsReason) words.push(NOTED.includes(action.key) ? '--note "…"' : '--reason "…"');
  if (action.confirmText) words.push(`--confirm ${shellWord(action.confirmText)}`);
  return words.join(' ');
}

/** What this person may do now, with the command that does it; what is barred says why. */
export function printActions(screen: Screen, room: RoomView): void {
  const actions = room.run ? [...actionsOf(room.run), ...room.incident.actions] : room.incident.actions;
  if (actions.length === 0) return;
  screen.heading('What you can do');
  for (const action of actions) {
    const line = commandFor(action, room.incident.code);
    screen.line('  ', action.disabledBecause ? ['dim', action.label] : ['bold', action.label], `  ${action.about}`);
    if (action.disabledBecause) screen.line(`      not now: ${action.disabledBecause}`);
    else screen.line(['dim', `      ${line ?? 'in the browser'}`]);
  }
}

type Printed = Pick<CheckView, 'title' | 'state' | 'result' | 'note' | 'personName'>;
export function printChecks(screen: Screen, checks: readonly Printed[], title = 'Checks'): void {
  screen.heading(title);
  for (const check of checks) {
    screen.line('  ', stateSpan(check.state), `  ${check.title}`);
    if (check.result && check.state === 'failed') {
      screen.line(`          did: ${check.result.did}`);
      screen.line(`          expected: ${check.result.expected}`);
      screen.line(`          saw: ${check.result.saw}`);
    } else if (check.result) screen.line(['dim', `          ${check.result.did}: ${check.result.saw}`]);
    if (check.note) screen.line(`          ${check.personName ? `${check.personName}: ` : ''}${check.note}`);
  }
}
