import type { MessageDraftView } from '@/lib/contracts/message-view';
import { Tabs } from '../ui/tabs';
import { draftKey, draftTitle } from './message-model';

type Props = { drafts: MessageDraftView[]; chosen: string; choose: (key: string) => void };

/** Which message it is: to whom, and whether it is over. */
export function DraftChoice({ drafts, chosen, choose }: Props) {
  if (drafts.length < 2) return null;
  return (
    <Tabs
      label="Which message"
      value={chosen}
      onChange={choose}
      listClassName="px-0!"
      items={drafts.map((draft) => ({ key: draftKey(draft), title: draftTitle(draft), content: null }))}
    />
  );
}
