import 'server-only';
import type { RoomView, RunView } from '@/lib/contracts/views';

/** Who or what an open incident waits for, and since when. */
export function waitingFor(run: RunView | null, closeBlockedBy: string[], declaredAt: Date): RoomView['waiting'] {
  if (!run || run.state === 'aborted' || run.state === 'failed')
    return {
      sentence: 'Waiting for somebody to choose a procedure',
      since: run?.finishedAt ?? declaredAt.toISOString(),
    };
  const since = run.finishedAt ?? run.startedAt ?? run.preflight?.at ?? declaredAt.toISOString();
  if (run.isPlanning)
    return { sentence: 'Looking at the target before anything is approved', since: run.planningSince ?? since };
  switch (run.state) {
    case 'draft':
      return {
        sentence:
          run.approval?.state === 'denied'
            ? 'The plan was denied: change it and ask again'
            : 'Waiting for the plan to be sent for approval',
        since,
      };
    case 'awaiting_approval':
      return {
        sentence: `${progress(run)}Waiting for ${run.approval?.approverWords ?? 'approval'}${run.approval?.approvers.length ? ` (${run.approval.approvers.join(', ')})` : ''}`,
        since: run.approval?.requestedAt ?? since,
      };
    case 'approved':
      return { sentence: startWords(run), since: run.approval?.decisions[0]?.at ?? since };
    case 'running':
    case 'waiting':
      return stepWaiting(run);
    default:
      return {
        sentence:
          closeBlockedBy.length > 0
            ? 'Waiting for validation and success criteria'
            : 'All green: waiting for the close',
        since,
      };
  }
}

/** "1 of 2 approvals. ", where it takes more than one. */
function progress({ approval }: RunView): string {
  return approval && approval.wanted > 1 ? `${approval.given} of ${approval.wanted} approvals. ` : '';
}

function startWords(run: RunView): string {
  const { window, scheduled } = run;
  if (scheduled) return `Starts by itself ${window?.words ?? ''}, scheduled by ${scheduled.by}`;
  if (window && !window.isOpen) return `Approved for the maintenance window ${window.words}`;
  return run.approval?.isBreakGlass ? 'The glass is broken: waiting for the start' : 'Approved: waiting for the start';
}

function stepWaiting(run: RunView): { sentence: string; since: string } {
  const step = run.steps[run.currentIndex];
  const since = step?.finishedAt ?? step?.startedAt ?? run.startedAt ?? new Date().toISOString();
  const whose = step && step.actions.length > 0 ? 'your decision' : "the driver's decision";
  if (!step) return { sentence: 'Waiting', since };
  if (step.state === 'running' || step.state === 'ready')
    return {
      sentence:
        step.kind === 'manual'
          ? `Waiting for somebody to do “${step.title}”`
          : `Running “${step.title}” on ${step.where}`,
      since,
    };
  if (step.state === 'pending')
    return {
      sentence: `Waiting for ${whose === 'your decision' ? 'you' : 'the driver'} to start “${step.title}”`,
      since,
    };
  return {
    sentence: `Waiting for ${whose}: “${step.title}” ${step.state === 'unknown' ? 'was lost sight of' : step.state === 'cancelled' ? 'was stopped' : 'failed'}`,
    since,
  };
}
