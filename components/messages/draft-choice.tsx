import type { MessageDraftView } from '@/lib/contracts/message-view';
import { ChoiceRow } from '../ui/choice-row';
import { draftKey, draftTitle } from './message-model';

type Props = { drafts: MessageDraftView[]; chosen: string; choose: (key: string) => void };

/** Which message it is: to whom, and whether it is over. */
export function DraftChoice({ drafts, chosen, choose }: Props) {
  if (drafts.length < 2) return null;
  return (
    <ChoiceRow
      label="Which message"
      value={chosen}
      onChange={choose}
      className="px-0!"
      items={drafts.map((draft) => ({ key: draftKey(draft), title: draftTitle(draft) }))}
    />
  );
}
