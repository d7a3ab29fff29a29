import Link from 'next/link';
import { Clock } from '../ui/clock';
import { Id } from '../ui/id';
import { Pill } from '../ui/pill';
import { SeverityBadge } from '../ui/severity';
import { Elapsed, LocalTime } from '../ui/time';
import { People } from './avatars';
import { HandOverControl } from './hand-over';
import { useRoom } from './room-context';
import { driverOf, standing } from './room-model';
import { SeverityControl } from './severity-control';

/** How bad, how it stands, who is here, how long there is. */
export function RoomHeader() {
  const { room } = useRoom();
  const { incident } = room;
  const stands = standing(room);
  const driver = driverOf(room);
  return (
    <header className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 border-b border-line bg-surface px-4 py-3 sm:px-5 md:grid-cols-[minmax(0,1fr)_auto_auto]">
      <div className="col-span-full flex flex-wrap items-center gap-x-2 text-small text-muted md:col-span-1">
        <Id value={incident.code} label="incident code" isWhole />
        <span className="max-sm:hidden">
          opened <LocalTime at={incident.declaredAt} withZone /> by {incident.declaredBy}
        </span>
        <span className="md:hidden">
          led by {room.handOver.lead.name}
          {driver ? ` · ${driver.id === room.me.id ? 'you drive' : `${driver.name} drives`}` : ''}
        </span>
      </div>
      <div className="flex items-center gap-3 max-md:hidden md:row-span-2">
        <p className="text-right text-small text-muted">
          led by <b className="block max-w-48 truncate font-[580] text-text">{room.handOver.lead.name}</b>
        </p>
        <People />
      </div>
      <div className="max-md:order-2 max-md:self-start md:row-span-2">
        <TheClock />
      </div>
      {/* On a phone the title and the pills are lines of their own, with the clock beside the title. */}
      <div className="min-w-0 max-md:contents">
        <h1 className="min-w-0 text-title font-[640] tracking-[-0.01em] text-balance [overflow-wrap:anywhere] max-md:order-1 md:inline md:align-middle">
          {incident.title}
        </h1>
        <span className="mt-1.5 flex flex-wrap items-center gap-2 max-md:order-3 max-md:col-span-full md:mt-0 md:ml-3 md:inline-flex md:align-middle">
          <SeverityBadge severity={incident.severity} />
          <Pill tone={stands.tone}>{stands.words}</Pill>
          {incident.isDrill ? <DrillMark drillId={incident.drillId} /> : null}
          <SeverityControl />
          <HandOverControl />
        </span>
      </div>
    </header>
  );
}

/** Leads to the drill, where its checklist is. */
function DrillMark({ drillId }: { drillId: string | null }) {
  const pill = <Pill tone="drill">Drill</Pill>;
  if (!drillId) return pill;
  return (
    <Link
      href={`/drills/${drillId}`}
      className="inline-flex items-center gap-1.5 text-small text-muted hover:underline"
    >
      {pill} checklist
    </Link>
  );
}

/** One clock: against the deadline, stopped when users were well again; without a deadline it counts up. */
function TheClock() {
  const { room } = useRoom();
  const { incident } = room;
  const stoppedAt = incident.restoredAt ?? incident.closedAt;
  const label = incident.restoredAt ? 'users well again with' : incident.respondWords;
  if (incident.respondBy)
    return (
      <Clock
        respondBy={incident.respondBy}
        stoppedAt={stoppedAt}
        label={label}
        size="large"
        className="[&_.label]:max-sm:hidden [&_[role=timer]]:max-sm:text-lg"
      />
    );
  return (
    <div className="shrink-0 text-right">
      <div className="label max-sm:hidden">{incident.respondWords}</div>
      <div className="num text-lg font-semibold">
        {stoppedAt ? (
          <LocalTime at={stoppedAt} />
        ) : (
          <>
            open <Elapsed since={incident.declaredAt} />
          </>
        )}
      </div>
    </div>
  );
}
