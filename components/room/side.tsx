'use client';

import { PanelRight } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useState } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import { groupMessages } from '../messages/message-model';
import { Button } from '../ui/button';
import { ChoiceRow } from '../ui/choice-row';
import { Dialog } from '../ui/dialog';
import { useRoom } from './room-context';
import { Timeline } from './timeline';

const MessageList = dynamic(
  () => untilFetched(() => import('../messages/message-list').then((file) => file.MessageList)),
  { loading: () => null },
);
const PeopleList = dynamic(() => untilFetched(() => import('./people-list').then((file) => file.PeopleList)), {
  loading: () => null,
});
const EscalationMatrix = dynamic(
  () => untilFetched(() => import('../escalation/open-levels').then((file) => file.EscalationMatrix)),
  { loading: () => null },
);

/** Where the pane stands beside the step: `xl` of the style sheet. */
const BESIDE = '(min-width: 80rem)';

/** What happened, who is here, who was told. Beside the step where there is room; a sheet where there is none. */
export function SidePane() {
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const { wantedEvent } = useRoom();
  useEffect(() => {
    if (wantedEvent !== null && !window.matchMedia(BESIDE).matches) setIsSheetOpen(true);
  }, [wantedEvent]);
  return (
    <>
      <aside aria-label="Around the incident" className="hidden border-l border-line bg-surface xl:block">
        <div className="sticky top-7.5 max-h-[calc(100dvh-7rem)] overflow-y-auto pb-4">
          <SideViews />
        </div>
      </aside>
      <div className="border-t border-line px-4 py-3 lg:col-span-2 xl:hidden">
        <Button
          icon={<PanelRight aria-hidden className="size-4" />}
          onClick={() => setIsSheetOpen(true)}
          className="w-full sm:w-auto"
        >
          Timeline, people, messages
        </Button>
      </div>
      <Dialog isOpen={isSheetOpen} onOpenChange={setIsSheetOpen} title="Around the incident">
        <div className="-mx-5 min-h-96">
          <SideViews />
        </div>
      </Dialog>
    </>
  );
}

function PeopleAndLevels() {
  return (
    <>
      <PeopleList />
      <EscalationMatrix />
    </>
  );
}

type View = 'timeline' | 'people' | 'messages';

function SideViews() {
  const { room, wantedEvent, wantEvent } = useRoom();
  const [view, setView] = useState<View>('timeline');
  useEffect(() => {
    if (wantedEvent !== null) setView('timeline');
  }, [wantedEvent]);
  const onFound = useCallback(() => wantEvent(null), [wantEvent]);
  const here = room.people.filter((person) => person.isPresent).length;
  return (
    <>
      <ChoiceRow
        label="Around the incident"
        value={view}
        onChange={(key) => setView(key as View)}
        items={[
          { key: 'timeline', title: 'Timeline' },
          { key: 'people', title: 'People', count: here },
          { key: 'messages', title: 'Messages', count: groupMessages(room.messages).length },
        ]}
      />
      {view === 'timeline' ? <Timeline items={room.timeline} wanted={wantedEvent} onFound={onFound} /> : null}
      {view === 'people' ? <PeopleAndLevels /> : null}
      {view === 'messages' ? <MessageList /> : null}
    </>
  );
}
