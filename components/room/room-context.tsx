'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { queryKeys } from '@/lib/client/query-keys';
import type { ActionResult } from '@/lib/contracts/result';
import type { RoomView } from '@/lib/contracts/views';
import { settle } from '../ui/settle';
import type { Entry, RoomActions, ScopedAction } from './action-dispatch';
import { type PlanDraft, startDraft } from './plan-draft-model';
import { currentPlace, type Place, placeKey } from './room-model';

type RoomContextValue = {
  room: RoomView;
  actions: RoomActions;
  /** What the centre shows; the current place unless somebody looks elsewhere. */
  place: Place;
  isLookingElsewhere: boolean;
  goTo: (place: Place | null) => void;
  perform: (scoped: ScopedAction, entry: Entry) => Promise<ActionResult<unknown>>;
  /** The step that is to be tried again with other parameters, while they are being chosen; null otherwise. */
  replanning: ScopedAction | null;
  stopReplanning: () => void;
  prepare: () => Promise<ActionResult<unknown>>;
  draft: PlanDraft;
  setDraft: (draft: PlanDraft) => void;
  approvalNote: string;
  setApprovalNote: (note: string) => void;
  /** Which of the numbered choices after a failure is picked; it belongs to one attempt of one step. */
  choice: { attempt: string; index: number } | null;
  setChoice: (choice: { attempt: string; index: number }) => void;
  composeMessage: RoomActions['composeMessage'];
  /** The event whose line of the timeline somebody asked for, until it is in view. */
  wantedEvent: string | null;
  wantEvent: (id: string | null) => void;
  /** Whether closing tells the team that it is resolved. */
  tellsResolved: boolean;
  setTellsResolved: (tells: boolean) => void;
};

/**
 * Which action sends what is fetched with the first press. Where the console cannot be reached that fails as the action
 * itself would, and at once: nothing may be done later on, when nobody expects it any more.
 */
async function dispatch(actions: RoomActions, scoped: ScopedAction, entry: Entry): Promise<ActionResult<unknown>> {
  const file = await import('./action-dispatch');
  return file.dispatch(actions, scoped, entry);
}

/** The attempt of the step that the run stands at. */
function attemptOf({ run }: RoomView): string {
  const step = run?.steps[run.currentIndex];
  return step ? `${step.id}/${step.epoch}/${step.state}` : '';
}

const RoomContext = createContext<RoomContextValue | null>(null);

export function useRoom(): RoomContextValue {
  const value = useContext(RoomContext);
  if (!value) throw new Error('useRoom is used outside of a room');
  return value;
}

type Props = {
  room: RoomView;
  actions: RoomActions;
  place: Place;
  goTo: (place: Place | null) => void;
  children: ReactNode;
};

/** What the parts of a room share. Nothing here is optimistic: after every action the room is read again. */
export function RoomProvider({ room, actions, place, goTo, children }: Props) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<PlanDraft | null>(null);
  const [approvalNote, setApprovalNote] = useState('');
  const [choice, setChoice] = useState<RoomContextValue['choice']>(null);
  const [replanning, setReplanning] = useState<{ scoped: ScopedAction; reason: string; attempt: string } | null>(null);
  const [tellsResolved, setTellsResolved] = useState(true);
  const [wantedEvent, wantEvent] = useState<string | null>(null);
  const value = useMemo<RoomContextValue>(() => {
    const shownDraft = draft ?? startDraft(room);
    // It belongs to one attempt: what somebody else did with the step meanwhile ends it.
    const asked = replanning?.attempt === attemptOf(room) ? replanning : null;
    const andReadAgain = async (pending: Promise<ActionResult<unknown>>, isMove = true) => {
      const result = await settle(pending);
      await client.invalidateQueries({ queryKey: queryKeys.incident(room.incident.code) });
      if (result.ok && isMove) goTo(null);
      return result;
    };
    return {
      room,
      actions,
      place,
      isLookingElsewhere: placeKey(place) !== placeKey(currentPlace(room)),
      goTo,
      replanning: asked?.scoped ?? null,
      stopReplanning: () => {
        setReplanning(null);
        goTo(null);
      },
      perform: (scoped, entry) => {
        if (scoped.action.key === 'retry-other') {
          // What is chosen there is sent by the page's own button: nothing has been changed so far.
          setDraft(null);
          setReplanning({ scoped, reason: entry.text, attempt: attemptOf(room) });
          goTo({ kind: 'procedure' });
          return Promise.resolve({ ok: true, value: null } as const);
        }
        const given = scoped.action.key === 'close' && tellsResolved ? { ...entry, choice: 'tell-team' } : entry;
        // Messages and people stand beside the step: whoever settles one stays where they are.
        return andReadAgain(dispatch(actions, scoped, given), !/^(message|hand-over)-/.test(scoped.action.key));
      },
      composeMessage: (input) => andReadAgain(actions.composeMessage(input), false),
      tellsResolved,
      setTellsResolved,
      prepare: async () => {
        const sent = asked
          ? dispatch(
              actions,
              { ...asked.scoped, subject: { ...asked.scoped.subject, draft: shownDraft } },
              { text: asked.reason },
            )
          : actions.prepareRun({ incidentCode: room.incident.code, ...shownDraft });
        const result = await andReadAgain(sent);
        if (result.ok) setDraft(null);
        if (result.ok) setReplanning(null);
        return result;
      },
      draft: shownDraft,
      setDraft,
      approvalNote,
      setApprovalNote,
      choice,
      setChoice,
      wantedEvent,
      wantEvent,
    };
  }, [room, actions, place, goTo, draft, approvalNote, choice, tellsResolved, replanning, wantedEvent, client]);
  return <RoomContext value={value}>{children}</RoomContext>;
}
