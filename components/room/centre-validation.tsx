import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Notice } from '../ui/notice';
import { CheckLine } from './check-line';
import { Heading } from './heading';
import { useRoom } from './room-context';
import { isGroupDone, validationLabel } from './room-model';

const WORDS = {
  immediate: {
    label: 'Immediate validation',
    list: 'Immediate checks',
    question: 'Does it work again?',
    done: 'The system answers again',
    about:
      'The console asks the system itself: its endpoints, its database, the Telegram bot. Run it as often as you like.',
  },
  comprehensive: {
    label: 'Comprehensive validation',
    list: 'Comprehensive validation',
    question: 'Does all of it work?',
    done: 'All of it works',
    about:
      'Six lines, each OK or failed. Where it can, the console sends something that nobody sent before and looks for that very thing: a file, a message to the bot, a sign-in. Run it as often as you like.',
  },
};

/** A validation of the system after a rollback: lines that are measured, each with what was done, expected and seen. */
export function CentreValidation({ group }: { group: 'immediate' | 'comprehensive' }) {
  const { room } = useRoom();
  const words = WORDS[group];
  const checks = room.checks.filter((check) => check.group === group);
  const failed = checks.filter((check) => check.state === 'failed').length;
  const isDone = isGroupDone(room.checks, group);
  const isFresh = checks.every((check) => check.state === 'pending');
  const isRunning = checks.some((check) => check.state === 'running');
  const title = isDone
    ? words.done
    : failed > 0
      ? `${failed === 1 ? 'One line' : `${failed} lines`} failed`
      : isFresh
        ? words.question
        : isRunning
          ? 'Being checked'
          : 'Not settled yet';
  return (
    <>
      <Heading
        label={validationLabel(words.label, room.validationTimes?.[group])}
        tone={failed > 0 ? 'text-fail' : isDone ? 'text-ok' : undefined}
        title={title}
      >
        <p>
          {group === 'immediate' && room.run?.state === 'succeeded' ? 'The rollback is done. ' : ''}
          {words.about}
        </p>
      </Heading>
      {failed > 0 && !isRunning ? (
        <Notice tone="warn" title="Not well yet">
          Give it a minute and run it again. If it stays red, another procedure may be needed, or a lead waives the line
          by name.
        </Notice>
      ) : null}
      {checks.length === 0 ? (
        <EmptyState title="No checks yet">They are set up when it is run for the first time.</EmptyState>
      ) : (
        <Card>
          <ul aria-label={words.list} className="divide-y divide-line">
            {checks.map((check) => (
              <CheckLine key={check.id} check={check} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
