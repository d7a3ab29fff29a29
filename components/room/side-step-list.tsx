import type { SideStepView } from '@/lib/contracts/side-step';
import { ActionButton } from '../ui/action-button';
import { ButtonLink } from '../ui/button';
import { Card, CardBody, CardTitle } from '../ui/card';
import { Pill } from '../ui/pill';
import { RelativeTime } from '../ui/time';
import { sideStanding } from './lock-wait-model';
import { useRoom } from './room-context';

/** Each with who has to approve it, or what became of it. */
export function SideStepList({ sides }: { sides: readonly SideStepView[] }) {
  return (
    <Card as="section" aria-label="Beside the plan">
      <CardTitle>Beside the plan</CardTitle>
      <CardBody>
        <ul className="grid gap-3" aria-live="polite">
          {sides.map((side) => (
            <Side key={side.id} side={side} />
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function Side({ side }: { side: SideStepView }) {
  const { room, perform } = useRoom();
  const standing = sideStanding(side);
  return (
    <li className="grid gap-1 border-t border-line pt-3 first:border-0 first:pt-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="grow">{side.title}</b>
        <Pill tone={standing.tone}>{standing.word}</Pill>
      </p>
      <p className="text-small text-muted">
        {side.requestedBy} asked <RelativeTime at={side.requestedAt} />: “{side.reason}”
      </p>
      {side.outcome ? <p className="text-small">{side.outcome.summary}</p> : null}
      {side.state === 'requested' ? (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-small">
          <span className="grow">
            {side.approvers.length > 0
              ? `${side.approvers.join(' or ')} can approve it.`
              : `It needs ${side.approverWords}; nobody else with that role is active.`}
          </span>
          {side.actions.map((action) => (
            <ActionButton
              key={action.key}
              action={action}
              size="small"
              variant="ghost"
              onRun={(one, { reason }) => perform({ action: one, subject: { room } }, { text: reason })}
            />
          ))}
          {side.approvalId ? (
            <ButtonLink
              href={`/approvals/${side.approvalId}`}
              size="small"
              variant={side.canDecide ? 'primary' : 'secondary'}
            >
              {side.canDecide ? 'Read and decide' : 'See the request'}
            </ButtonLink>
          ) : null}
        </p>
      ) : null}
    </li>
  );
}
