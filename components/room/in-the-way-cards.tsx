import type { Blocker, LeftIndex, LockWait, RunningCommand } from '@/lib/contracts/side-step';
import type { AllowedAction, StepView } from '@/lib/contracts/views';
import { pidWords } from '@/lib/domain/side-steps';
import { ActionButton } from '../ui/action-button';
import { Card, CardBody, CardTitle } from '../ui/card';
import { useNow } from '../ui/render-context';
import { offerOf, openFor, tryWords } from './lock-wait-model';
import { useRoom } from './room-context';

/** Who holds what the step waits for, each with the request to end it. */
export function Sessions({ step, wait }: { step: StepView; wait: LockWait }) {
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

/** What the step started and lost sight of, and still runs on its hosts, each with the request to end it there. */
export function CommandList({ step, commands }: { step: StepView; commands: readonly RunningCommand[] }) {
  return (
    <Card as="section" aria-label="Still running">
      <CardTitle>It still runs</CardTitle>
      <CardBody>
        <p className="text-small text-muted">
          It may end by itself. Ended by you, it stops where it is, and the probe looks at how far it came.
        </p>
        <ul className="mt-2 grid gap-3" aria-label="Commands that still run">
          {commands.map((command) => {
            const offer = offerOf(step, 'end-command', command.tag);
            return (
              <li key={command.tag} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-t border-line pt-3">
                <p className="num grow text-small [overflow-wrap:anywhere]">
                  <b>{command.host}</b>: {pidWords(command)} on {command.where}
                </p>
                {offer ? <Ask action={offer} step={step} /> : null}
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}

type LeftIndexListProps = {
  step: StepView | null;
  indexes: readonly LeftIndex[];
  offers: readonly AllowedAction[];
};

/** Each with the request to remove it. */
export function LeftIndexList({ step, indexes, offers }: LeftIndexListProps) {
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
