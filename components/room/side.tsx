'use client';

import { PanelRight } from 'lucide-react';
import { useState } from 'react';
import { EscalationMatrix } from '../escalation/open-levels';
import { MessageList } from '../messages/message-list';
import { groupMessages } from '../messages/message-model';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Tabs } from '../ui/tabs';
import { PeopleList } from './people-list';
import { useRoom } from './room-context';
import { Timeline } from './timeline';

/** What happened, who is here, who was told. Beside the step where there is room; a sheet where there is none. */
export function SidePane() {
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  return (
    <>
      <aside aria-label="Around the incident" className="hidden border-l border-line bg-surface xl:block">
        <div className="sticky top-7.5 max-h-[calc(100dvh-7rem)] overflow-y-auto pb-4">
          <SideTabs />
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
          <SideTabs />
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

function SideTabs() {
  const { room } = useRoom();
  const here = room.people.filter((person) => person.isPresent).length;
  return (
    <Tabs
      label="Around the incident"
      items={[
        { key: 'timeline', title: 'Timeline', content: <Timeline items={room.timeline} /> },
        { key: 'people', title: 'People', content: <PeopleAndLevels />, count: here },
        { key: 'messages', title: 'Messages', content: <MessageList />, count: groupMessages(room.messages).length },
      ]}
    />
  );
}
