import type { Blocker, LockWait } from '@/lib/contracts/side-step';
import type { AllowedAction, StepView } from '@/lib/contracts/views';
import { ActionButton } from '../ui/action-button';
import { Card, CardBody, CardTitle } from '../ui/card';
import { useNow } from '../ui/render-context';
import { offerOf, openFor, tryWords } from './lock-wait-model';
import { useRoom } from './room-context';

/** Who holds what the step waits for, each with the request to end it: while it waits, and after its tries ran out. */
export function InTheWay({ step }: { step: StepView }) {
  const wait = step.lockWait;
  if (!wait) return null;
  return (
    <Card as="section" aria-label="Who is in the way">
      <CardTitle>{wait.blockers.length > 0 ? 'Who is in the way' : 'Nobody is in the way'}</CardTitle>
      <CardBody>
        <p className="text-small text-muted">{tryWords(wait, step.state === 'running')}</p>
        {wait.blockers.length > 0 ? (
          <ul className="mt-2 grid gap-3" aria-label="Sessions that hold the lock">
            {wait.blockers.map((blocker) => (
              <Session key={`${blocker.pid}:${blocker.backendStart}`} blocker={blocker} wait={wait} step={step} />
            ))}
          </ul>
        ) : null}
      </CardBody>
    </Card>
  );
}

function Session({ blocker, wait, step }: { blocker: Blocker; wait: LockWait; step: StepView }) {
  const now = useNow();
  const offer = offerOf(step, 'end-session', `${blocker.pid}:${blocker.backendStart}`);
  const since = openFor(blocker, wait.at, now);
  return (
    <li className="grid gap-1.5 border-t border-line pt-3">
      <p className="num flex flex-wrap items-baseline gap-x-3">
        <b>{blocker.pid === 0 ? 'A prepared transaction' : `Process ${blocker.pid}`}</b>
        <span>{blocker.application}</span>
        <span className="text-small text-muted">
          {[blocker.user && `user ${blocker.user}`, blocker.client && `from ${blocker.client}`]
            .filter(Boolean)
            .join(', ')}
        </span>
      </p>
      <p className="num text-small">
        {blocker.state}
        {since ? `, transaction open for ${since}` : ''}
      </p>
      {blocker.query ? <code className="text-xs text-muted [overflow-wrap:anywhere]">{blocker.query}</code> : null}
      {blocker.keptBecause ? <p className="text-small text-waiting">{blocker.keptBecause}</p> : null}
      {offer && !blocker.keptBecause ? <Ask action={offer} step={step} /> : null}
    </li>
  );
}

/** What an interrupted statement left INVALID, each with the request to remove it: at a step, or before any has begun. */
export function LeftIndexes({ step = null }: { step?: StepView | null }) {
  const { room } = useRoom();
  const found = room.run?.preflight?.findings.flatMap((finding) => finding.leftIndexes ?? []) ?? [];
  const indexes = step ? (step.outcome?.probe?.leftIndexes ?? []) : found;
  const offers = step ? step.actions : (room.run?.actions ?? []);
  if (indexes.length === 0) return null;
  return (
    <Card as="section" aria-label="Indexes left INVALID">
      <CardTitle>Left behind INVALID</CardTitle>
      <CardBody>
        <p className="text-small text-muted">They cost every write and serve no query until they are removed.</p>
        <ul className="mt-2 grid gap-2">
          {indexes.map((index) => {
            const offer = offers.find(({ key, argument }) => key === 'drop-left-index' && argument === index.oid);
            return (
              <li key={index.oid} className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
                <code className="grow text-small [overflow-wrap:anywhere]">
                  {index.schema}.{index.name} on {index.table}
                </code>
                {offer ? <Ask action={offer} step={step} /> : null}
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}

function Ask({ action, step }: { action: AllowedAction; step: StepView | null }) {
  const { room, perform } = useRoom();
  return (
    <span>
      <ActionButton
        action={action}
        variant="secondary"
        size="small"
        onRun={(pressed, { reason }) => perform({ action: pressed, subject: { room, step } }, { text: reason })}
      />
    </span>
  );
}
