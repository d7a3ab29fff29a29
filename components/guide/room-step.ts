import type { GuidedDrill, GuideView } from '@/lib/contracts/guide-view';
import type { CheckGroup, RoomView, RunView } from '@/lib/contracts/views';
import { buildBar, needsChoice } from '../room/bar-model';
import {
  currentPlace,
  findStep,
  isGroupDone,
  type Place,
  parsePlace,
  placeKey,
  stepPosition,
} from '../room/room-model';
import { type GuideStep, type Part, signInHref } from './guide-step';

const PART_OF: Record<Place['kind'], Part> = {
  procedure: 'Choose the way back',
  preflight: 'Choose the way back',
  tell: 'Tell the team',
  approval: 'Have it approved',
  step: 'Run it',
  outcome: 'Run it',
  validation: 'Check that it works',
  comprehensive: 'Check that it works',
  baseline: 'Check that it works',
  criteria: 'Check that it works',
  report: 'Close the incident',
};

/** A plan that stands is to be approved, and one that is approved is to be run. */
function partOf(current: Place, run: RunView | null): Part {
  if (run?.state === 'approved') return 'Run it';
  return run?.state === 'draft' && !run.isPlanning && !run.preflight?.isBlocked
    ? 'Have it approved'
    : PART_OF[current.kind];
}

/** What is next in the room of a drill: its own bar says which button, from what the server allows there. */
export function roomStep(
  room: RoomView,
  drill: GuidedDrill,
  demoPeople: GuideView['demoPeople'],
  at: string | null,
): GuideStep {
  const current = currentPlace(room);
  if (room.incident.state === 'closed')
    return {
      part: 'Finish the drill',
      say: 'The incident is over and its report is written. The drill itself has two lines left.',
      go: { label: 'Show me the drill', href: `/drills/${drill.id}` },
    };
  const place = (at && parsePlace(at)) || current;
  const telling = room.run && !room.run.isPlanning ? tellStep(room, place) : null;
  if (telling) return telling;
  const part = partOf(current, room.run);
  if (placeKey(place) !== placeKey(current)) return { part, say: 'Press **Back to now**.' };
  if (!room.run) return chooseStep(room, drill);
  return { part, ...stepOfRun(room, room.run, current, demoPeople) };
}

type Said = Omit<GuideStep, 'part'>;

function chooseStep(room: RoomView, drill: GuidedDrill): GuideStep {
  const part = 'Choose the way back';
  const [first] = room.procedures;
  const look = 'Then press **Look at it first: preflight**: it only reads.';
  const fits = room.procedures.find((one) => one.key === drill.procedureKey);
  if (!first || !fits) return { part, say: `Choose how to take it back. ${look}` };
  return {
    part,
    say:
      first.key === fits.key
        ? `“${fits.title}” fits best and is chosen, with what to go back to. ${look}`
        : `Choose “${fits.title}”, which is what you drill. ${look}`,
  };
}

/** No step runs before the team was told, so it comes before anybody is asked. */
function tellStep(room: RoomView, place: Place): GuideStep | null {
  const tell = room.incident.actions.find(({ key }) => key === 'mark-told');
  if (!tell?.isPrimary) return null;
  const part = 'Tell the team';
  if (place.kind !== 'tell') return { part, say: 'People hear of a rollback before it runs. Press **Tell the team**.' };
  return {
    part,
    say: `Press **${tell.label}**, and write how you told them: in a drill, a word across the table is enough.`,
  };
}

function stepOfRun(room: RoomView, run: RunView, current: Place, demoPeople: GuideView['demoPeople']): Said {
  if (run.isPlanning)
    return { say: 'The preflight looks at the target and writes out every step: some seconds.', isWait: true };
  switch (run.state) {
    case 'draft':
      return run.preflight?.isBlocked
        ? { say: 'The preflight found something that stands in the way. What it says there has to be mended first.' }
        : { say: 'This is exactly what would run. Read it, then press **Ask for approval**.' };
    case 'awaiting_approval':
      return askSecond(run, demoPeople);
    case 'approved':
      return pressOf(room, current, 'start-to-decision', 'It is approved. Watch the error rate at the top, and press');
    case 'running':
    case 'waiting':
      return stepOfStep(room, run, current);
    case 'succeeded':
      return stepOfChecks(room, current);
    default:
      return { say: 'The run ended before its end. Press **Choose another procedure**.' };
  }
}

function askSecond({ approval }: RunView, demoPeople: GuideView['demoPeople']): Said {
  const other = demoPeople.find(({ name }) => approval?.approvers.includes(name));
  if (approval && other)
    return {
      say: `Nobody approves their own plan. Open this link in a private window to be ${other.name}, with the same password; then come back here.`,
      second: { name: other.name, href: signInHref(other.email, `/approvals/${approval.id}`) },
    };
  return {
    say: `Nobody approves their own plan. Send the link on this page to ${approval?.approvers.join(' or ') || 'somebody who may approve'}, and wait.`,
  };
}

function stepOfStep(room: RoomView, run: RunView, current: Place): Said {
  const step = current.kind === 'step' ? findStep(room, current.stepId) : null;
  if (!step) return { say: 'The run goes on.', isWait: true };
  if (needsChoice(step))
    return {
      say: 'This step did not end well. The page says what state things are in: choose, and press the button at the lower right.',
    };
  const isAtWork = step.state === 'running' || step.state === 'ready';
  if (isAtWork && step.kind !== 'manual')
    return { say: `${stepPosition(run, step)} runs: ${step.title}. It is checked by itself.`, isWait: true };
  return pressOf(room, current, null, 'The run waits for you. Press');
}

const CHECKING: Partial<Record<Place['kind'], CheckGroup>> = {
  validation: 'immediate',
  comprehensive: 'comprehensive',
  criteria: 'criteria',
};

function stepOfChecks(room: RoomView, current: Place): Said {
  const group = CHECKING[current.kind];
  if (!group) return pressOf(room, current, 'close', 'Everything is green. Press');
  const checks = room.checks.filter((check) => check.group === group);
  if (checks.some(({ state }) => state === 'running'))
    return { say: 'It is being measured: some seconds.', isWait: true };
  // In the page's order: the technical ones stand first.
  const byHand = checks
    .toSorted((a, b) => Number(b.subgroup === 'technical') - Number(a.subgroup === 'technical'))
    .find(({ state, actions }) => state !== 'passed' && actions.some(({ key }) => key === 'tick'));
  const isMeasured = checks.some(({ state }) => state !== 'pending');
  if (group === 'criteria' && isMeasured && byHand && !isGroupDone(room.checks, group))
    return { say: `Only a person can know “${byHand.title}”. Write how you know it, and press **Confirm**.` };
  return pressOf(room, current, null, isMeasured ? 'Not all of it is well yet. Give it a moment, and press' : 'Press');
}

/** The button by its key, or the bar's primary one; why it is shut, where it is. */
function pressOf(room: RoomView, current: Place, key: string | null, words: string): Said {
  const bar = buildBar(room, current);
  const all = [...(bar.primary ? [bar.primary] : []), ...bar.secondary];
  const found = (key ? all.find(({ action }) => action.key === key) : bar.primary) ?? bar.primary;
  if (!found)
    return { say: room.waiting ? `${room.waiting.sentence}.` : 'Nothing is to be done here now.', isWait: true };
  if (found.action.disabledBecause) return { say: found.action.disabledBecause };
  return { say: `${words} **${found.action.label}**.` };
}
