'use client';

import { Megaphone } from 'lucide-react';
import type { EscalationsView } from '@/lib/contracts/escalation-view';
import type { AllowedAction } from '@/lib/contracts/views';
import { RoomBatchItem } from '../messages/message-batch';
import { findBatch } from '../messages/message-model';
import { useRoom } from '../room/room-context';
import { ActionButton } from '../ui/action-button';
import { Clock } from '../ui/clock';
import { isOpenLevel, tellingWords } from './level-model';

type Level = EscalationsView['levels'][number];

/** Levels that wait for somebody: proposed ones to be started, begun ones with their clock and their options. */
export function OpenLevels() {
  const { room } = useRoom();
  const open = room.escalations.levels.filter(isOpenLevel);
  return open.map((level) => <OpenLevel key={level.id} level={level} />);
}

function OpenLevel({ level }: { level: Level }) {
  const isActive = level.state === 'active';
  const title = isActive ? `Escalated to level ${level.level}` : `Escalation to level ${level.level} is due`;
  return (
    <section
      aria-label={title}
      className="mx-4 mt-4 grid gap-3 rounded-card border border-waiting/50 bg-surface px-4 py-3 sm:mx-5"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <Megaphone aria-hidden className="mt-0.5 size-5 shrink-0 text-waiting" />
        <div className="min-w-0 grow basis-64">
          <h2 className="font-[640]">
            {title}: {level.when}
          </h2>
          <p className="text-small text-muted">{level.because}</p>
          <p className="text-small">
            {tellingWords(level)} · {level.clockWords}
          </p>
        </div>
        {isActive && level.dueAt ? <Clock respondBy={level.dueAt} label="to decide" /> : null}
      </div>
      {isActive ? <HowTold level={level} /> : null}
      {level.actions.length > 0 ? (
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{isActive ? 'What was decided' : 'What to do about it'}</legend>
          {level.actions.map((action) => (
            <LevelAction key={`${action.key}${action.argument}`} action={action} level={level.level} />
          ))}
        </fieldset>
      ) : null}
    </section>
  );
}

/** The text with its rows, to copy and to say that one told them, until they have heard. */
function HowTold({ level }: { level: Level }) {
  const { room } = useRoom();
  const batch = level.telling === 'told' ? undefined : findBatch(room.messages, level.batchId);
  if (!batch) return null;
  return (
    <ul aria-label={`How level ${level.level} is told`} className="rounded-control border border-line">
      <RoomBatchItem batch={batch} />
    </ul>
  );
}

function LevelAction({ action, level }: { action: AllowedAction; level: number }) {
  const { room, perform } = useRoom();
  return (
    <ActionButton
      action={action}
      variant="secondary"
      onRun={(pressed, { reason }) => perform({ action: pressed, subject: { room, level } }, { text: reason })}
    />
  );
}

/** Below the people: what was escalated before, and the levels that can be started without a proposal. */
export function EscalationMatrix() {
  const { room } = useRoom();
  const { levels, startable } = room.escalations;
  const ended = levels.filter((level) => !isOpenLevel(level));
  if (ended.length === 0 && startable.length === 0) return null;
  return (
    <section aria-label="Escalation" className="grid gap-2 px-4 pt-4">
      <h3 className="label">Escalation</h3>
      {ended.map((level) => (
        <p key={level.id} className="text-small">
          <b>Level {level.level}</b> {ENDED[level.state as keyof typeof ENDED]}
          {level.optionTitle ? ` ${level.optionTitle}` : ''}
          {level.note ? <span className="text-muted"> · {level.note}</span> : null}
        </p>
      ))}
      <div className="flex flex-wrap gap-2">
        {startable.map((action) => (
          <LevelAction key={action.argument} action={action} level={Number(action.argument)} />
        ))}
      </div>
    </section>
  );
}

const ENDED = { settled: 'decided on', raised: 'ran out of time', dismissed: 'was not started' };
