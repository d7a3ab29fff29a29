import { CornerDownLeft } from 'lucide-react';
import dynamic from 'next/dynamic';
import { Suspense } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import { UpdateDue } from '../messages/update-due';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { Loading, Skeleton } from '../ui/skeleton';
import { useRoom } from './room-context';
import { currentPlace, findStep, type Place, placeKey, tellingOf } from './room-model';

// One stage is on the screen at a time; the script of the others comes when they do.
const CentreApproval = dynamic(() =>
  untilFetched(() => import('./centre-approval').then((file) => file.CentreApproval)),
);
const CentreBaseline = dynamic(() =>
  untilFetched(() => import('./centre-baseline').then((file) => file.CentreBaseline)),
);
const CentreCriteria = dynamic(() =>
  untilFetched(() => import('./centre-criteria').then((file) => file.CentreCriteria)),
);
const CentreOutcome = dynamic(() => untilFetched(() => import('./centre-outcome').then((file) => file.CentreOutcome)));
const CentrePreflight = dynamic(() =>
  untilFetched(() => import('./centre-preflight').then((file) => file.CentrePreflight)),
);
const CentreProcedure = dynamic(() =>
  untilFetched(() => import('./centre-procedure').then((file) => file.CentreProcedure)),
);
const CentreReport = dynamic(() => untilFetched(() => import('./centre-report').then((file) => file.CentreReport)));
const CentreStep = dynamic(() => untilFetched(() => import('./centre-step').then((file) => file.CentreStep)));
const CentreTell = dynamic(() => untilFetched(() => import('./centre-tell').then((file) => file.CentreTell)));
const CentreValidation = dynamic(() =>
  untilFetched(() => import('./centre-validation').then((file) => file.CentreValidation)),
);

/**
 * Made once, and what it shows comes by context: React throws a drawn part away, with what was typed in it, where the part's own element
 * changes before its script has come. Without a place of its own to wait in it would take the whole room away.
 */
const PLACE = (
  <Suspense fallback={<PlaceLoading />}>
    <PlaceView />
  </Suspense>
);

/** The one current thing, or the one that is looked back at. */
export function Centre() {
  const { room, place, isLookingElsewhere, goTo } = useRoom();
  return (
    <section
      aria-label={isLookingElsewhere ? 'Looked back at' : 'The current step'}
      className="min-w-0 px-4 pt-4 pb-6 sm:px-7 sm:pt-5"
    >
      {isLookingElsewhere && currentPlace(room).kind !== 'procedure' ? (
        <div
          role="note"
          className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control border border-dashed border-edge px-3.5 py-2 text-small"
        >
          <span className="grow text-muted">
            You are looking at something else. Now: <b className="text-text">{wordsOf(room, currentPlace(room))}</b>
          </span>
          <Button size="small" icon={<CornerDownLeft aria-hidden className="size-3.5" />} onClick={() => goTo(null)}>
            Back to now
          </Button>
        </div>
      ) : null}
      <div key={placeKey(place)} className="grid max-w-step grid-cols-[minmax(0,1fr)] gap-4">
        <TellFirst />
        <UpdateDue />
        {PLACE}
      </div>
    </section>
  );
}

function PlaceLoading() {
  return (
    <Loading label="This step is loading" className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-5 w-full max-w-xl" />
      <Skeleton className="h-20" />
    </Loading>
  );
}

/** Telling the team comes before the first step; the server refuses to start without it. */
function TellFirst() {
  const { room, place, goTo } = useRoom();
  const isDue = room.incident.actions.some((action) => action.key === 'mark-told' && action.isPrimary);
  if (!isDue || !room.run || place.kind === 'tell') return null;
  return (
    <Notice
      tone="warn"
      title={tellingOf(room) === 'sending' ? 'The team is being told' : 'Not everybody was told yet'}
      actions={
        <Button size="small" onClick={() => goTo({ kind: 'tell' })}>
          Tell the team
        </Button>
      }
    >
      {tellingOf(room) === 'sending' ? 'No step runs before a channel has taken it.' : room.incident.untoldBecause}
    </Notice>
  );
}

function wordsOf(room: Parameters<typeof findStep>[0], place: Place): string {
  if (place.kind === 'step') return findStep(room, place.stepId)?.title ?? 'a step';
  return {
    procedure: 'choose a procedure',
    preflight: 'the preflight',
    tell: 'tell the team',
    approval: 'approval',
    outcome: 'the run has ended',
    validation: 'immediate validation',
    comprehensive: 'comprehensive validation',
    baseline: 'baseline validation',
    criteria: 'success criteria',
    report: 'close and report',
  }[place.kind];
}

function PlaceView() {
  const { place } = useRoom();
  switch (place.kind) {
    case 'procedure':
      return <CentreProcedure />;
    case 'preflight':
      return <CentrePreflight />;
    case 'tell':
      return <CentreTell />;
    case 'approval':
      return <CentreApproval />;
    case 'step':
      return <CentreStep stepId={place.stepId} />;
    case 'outcome':
      return <CentreOutcome />;
    case 'validation':
      return <CentreValidation group="immediate" />;
    case 'comprehensive':
      return <CentreValidation group="comprehensive" />;
    case 'baseline':
      return <CentreBaseline />;
    case 'criteria':
      return <CentreCriteria />;
    case 'report':
      return <CentreReport />;
  }
}
