import type { GuidedDrill, GuideView } from '@/lib/contracts/guide-view';
import type { RoomView } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { type GuideStep, signInHref } from './guide-step';
import { roomStep } from './room-step';

/** Which page is open. `room` is there on the page of the drill's incident alone, as that page has it; `at` is where in it one looks. */
export type Standpoint = { path: string; room: RoomView | null; at: string | null };

/** What this person does next, from where the drill stands and where they are. */
export function guideStep(view: GuideView, here: Standpoint): GuideStep {
  const { go, ...step } = stepOf(view, here);
  return go && go.href !== here.path ? { ...step, go } : step;
}

function stepOf(view: GuideView, here: Standpoint): GuideStep {
  const [asked] = view.approvals;
  if (asked) return decideStep(asked, here.path);
  if (!view.canHold) return watchStep(view);
  if (!view.drill) return startStep(view, here.path);
  return drillStep(view, view.drill, here);
}

function decideStep(asked: GuideView['approvals'][number], path: string): GuideStep {
  const href = `/approvals/${asked.id}`;
  const part = 'Have it approved';
  if (path !== href)
    return {
      part,
      say: `${asked.requestedBy} asks you to approve a drill’s plan.`,
      go: { label: 'Show me the plan', href },
    };
  return {
    part,
    say: 'Read who asks, what the preflight found and what would run. If you agree, press **Approve this plan**.',
  };
}

/** For whoever holds no drills: what there is for them to do, and who does the rest. */
function watchStep({ drill, demoPeople, role, place }: GuideView): GuideStep {
  if (drill && drill.state !== 'done')
    return {
      part: 'Have it approved',
      say: `${drill.startedBy} holds a drill. A plan that you may approve is shown here.`,
    };
  if (!place && mayDo(role, 'target.manage'))
    return {
      part: 'Start a drill',
      say: 'Drills run on a sandbox, or on a staging system registered as a clone for drills. There is none yet: register one.',
      go: { label: 'Show me the targets', href: '/targets' },
    };
  const part = 'Start a drill';
  const held = 'Drills are held by engineers and team leads.';
  const holder = demoPeople.find((one) => mayDo(one.role, 'drill.run'));
  if (holder)
    return {
      part,
      say: `${held} Be ${holder.name} in a private window; the password is the one that you signed in with.`,
      second: { name: holder.name, href: signInHref(holder.email, '/') },
    };
  if (mayDo(role, 'people.manage'))
    return {
      part,
      say: `${held} It takes two people at least: one who asks, and one who approves. Add them, and this guide leads each of them.`,
      go: { label: 'Show me the people', href: '/people' },
    };
  return { part, say: `${held} Ask one of them to hold the first; a plan that you may approve is shown here.` };
}

function startStep({ place }: GuideView, path: string): GuideStep {
  const part = 'Start a drill';
  if (!place)
    return {
      part,
      say: 'Drills run on a sandbox, or on a staging system registered as a clone for drills. There is none for you yet: an administrator registers one.',
    };
  if (path !== '/drills')
    return {
      part,
      say: `Practise a rollback for real, on ${place}: about five minutes, and nothing of yours can break.`,
      go: { label: 'Show me the drills', href: '/drills' },
    };
  return { part, say: 'Press **Hold a drill now**. Keep what is filled in, and press **Start the drill**.' };
}

function drillStep(view: GuideView, drill: GuidedDrill, here: Standpoint): GuideStep {
  const page = `/drills/${drill.id}`;
  if (drill.state === 'done') return doneStep(page, here.path);
  if (drill.state === 'open') {
    const href = `/incidents/${drill.incidentCode}`;
    if (here.path === href && here.room) return roomStep(here.room, drill, view.demoPeople, here.at);
    if (here.path === href) return { part: 'Choose the way back', say: 'The room is being opened.', isWait: true };
    return {
      part: 'Choose the way back',
      say: `${drill.title} waits in its incident’s room.`,
      go: { label: 'Show me the room', href },
    };
  }
  const part = drill.state === 'preparing' ? 'Start a drill' : 'Finish the drill';
  if (here.path !== page)
    return {
      part,
      say:
        drill.state === 'preparing'
          ? `${drill.title} is being set up.`
          : 'The incident is closed. The drill has two lines left, for people.',
      go: { label: 'Show me the drill', href: page },
    };
  return drill.state === 'preparing' ? preparingStep(drill) : finishStep(drill);
}

function preparingStep({ primary }: GuidedDrill): GuideStep {
  const part = 'Start a drill';
  if (primary) return { part, say: `It could not be broken. Read why on this page, then press **${primary.label}**.` };
  return {
    part,
    say: 'The sandbox is being broken, for real. Once the probes see it an incident is declared: usually half a minute.',
    isWait: true,
  };
}

const LINE_BUTTONS: Record<GuidedDrill['openLines'][number], string> = {
  'documentation-updated': 'Say what was updated',
  'lessons-captured': 'Write the lessons',
};

function finishStep({ openLines, primary }: GuidedDrill): GuideStep {
  const part = 'Finish the drill';
  const [line] = openLines;
  if (line) return { part, say: `Press **${LINE_BUTTONS[line]}**, write a sentence, and press **Tick this line**.` };
  if (primary?.disabledBecause) return { part, say: primary.disabledBecause };
  return { part, say: `All lines are ticked. Press **${primary?.label ?? 'Finish the drill'}**.` };
}

function doneStep(page: string, path: string): GuideStep {
  if (path !== `${page}/report`)
    return {
      part: 'Finish the drill',
      say: 'You have held a whole drill. It has a report, with the time of every step.',
      go: { label: 'Show me its report', href: `${page}/report` },
    };
  return {
    part: null,
    say: 'That was all of it: a real incident is the same room, with the same buttons. The next drill is in the calendar.',
    isOver: true,
  };
}
