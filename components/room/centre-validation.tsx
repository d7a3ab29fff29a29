import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Notice } from '../ui/notice';
import { CheckLine } from './check-line';
import { Heading } from './heading';
import { useRoom } from './room-context';
import { isGroupDone } from './room-model';

/** The five questions asked of the system right after a rollback; the answers are measured. */
export function CentreValidation() {
  const { room } = useRoom();
  const checks = room.checks.filter((check) => check.group === 'immediate');
  const failed = checks.filter((check) => check.state === 'failed').length;
  const isDone = isGroupDone(room.checks, 'immediate');
  const isFresh = checks.every((check) => check.state === 'pending');
  const title = isDone
    ? 'The system answers again'
    : failed > 0
      ? `${failed === 1 ? 'One check' : `${failed} checks`} failed`
      : isFresh
        ? 'Does it work again?'
        : 'Being checked';
  return (
    <>
      <Heading
        label="Immediate validation · within 5 minutes"
        tone={failed > 0 ? 'text-fail' : isDone ? 'text-ok' : undefined}
        title={title}
      >
        <p>
          {room.run?.state === 'succeeded' ? 'The rollback is done. ' : ''}The console asks the system itself: its
          endpoints, its database, the Telegram bot. Run it as often as you like.
        </p>
      </Heading>
      {failed > 0 ? (
        <Notice tone="warn" title="Not well yet">
          Give it a minute and run the checks again. If it stays red, another procedure may be needed, or a lead waives
          the check by name.
        </Notice>
      ) : null}
      {checks.length === 0 ? (
        <EmptyState title="No checks yet">They are set up when the rollback has ended.</EmptyState>
      ) : (
        <Card>
          <ul aria-label="Immediate checks" className="divide-y divide-line">
            {checks.map((check) => (
              <CheckLine key={check.id} check={check} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
