import type { MessageView } from '@/lib/contracts/message-view';
import type { ActionResult } from '@/lib/contracts/result';
import { MessageBatchItem, type SettleMessages } from './message-batch';
import { groupMessages } from './message-model';
import { RowsSection } from './rows-section';

type Act<Input> = (input: Input) => Promise<ActionResult<unknown>>;
export type OtherActions = {
  markMessagesTold: Act<{ messageIds: string[] }>;
  sendMessageAgain: Act<{ messageId: string }>;
};

type Props = { messages: MessageView[]; actions: OtherActions; onDone: () => void };

/** Messages that no room shows, because they belong to no incident: reminders of drills. */
export function OtherMessages({ messages, actions, onDone }: Props) {
  if (messages.length === 0) return null;
  const settle: SettleMessages = async ({ key }, messageIds) => {
    const [messageId = ''] = messageIds;
    const again = key === 'message-again';
    const result = await (again ? actions.sendMessageAgain({ messageId }) : actions.markMessagesTold({ messageIds }));
    onDone();
    return result;
  };
  return (
    <RowsSection id="others-title" title="Outside of incidents" className="mt-7">
      {groupMessages(messages).map((batch) => (
        <MessageBatchItem key={batch.key} batch={batch} settle={settle} />
      ))}
    </RowsSection>
  );
}
