'use client';

import dynamic from 'next/dynamic';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { getIncident } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import { untilFetched } from '@/lib/client/until-fetched';
import type { RoomView } from '@/lib/contracts/views';
import { isOpenLevel } from '../escalation/level-model';
import { useLiveQuery, useLook } from '../shell/live';
import { WhereFrame } from '../shell/where-frame';
import type { RoomActions } from './action-dispatch';
import { Announcer } from './announcer';
import { BrokenGlass } from './broken-glass';
import { Centre } from './centre';
import { HandOverNotices } from './hand-over';
import { HealthStrip } from './health-strip';
import { Rail } from './rail';
import { RoomBar } from './room-bar';
import { RoomProvider } from './room-context';
import { RoomHeader } from './room-header';
import { currentPlace, doesPlaceExist, driverOf, type Place, parsePlace, placeKey } from './room-model';
import { SidePane } from './side';
import { StaleNotices } from './stale-notices';

const OpenLevels = dynamic(
  () => untilFetched(() => import('../escalation/open-levels').then((file) => file.OpenLevels)),
  { loading: () => null },
);
// Made once, as the centre's stage is, and for the same reason.
const OPEN_LEVELS = <OpenLevels />;

/** One incident, as everybody in it sees it. */
export function Room({ initial, actions }: { initial: RoomView; actions: RoomActions }) {
  const code = initial.incident.code;
  const query = useLiveQuery({
    queryKey: queryKeys.incident(code),
    queryFn: (signal) => getIncident(code, signal),
    initial,
    urgency: 'room',
  });
  const room = query.data ?? initial;
  const [place, goTo] = usePlace(room);
  // Whoever follows the run says so once: with every step of it nobody would have anything new to hear.
  useLook(code, placeKey(place) === placeKey(currentPlace(room)) ? '' : placeKey(place));
  const driver = driverOf(room);
  const details = [...room.target.hosts.slice(0, 3), room.target.databaseWords].join(' · ');
  const aside = driver
    ? driver.id === room.me.id
      ? `You are ${room.me.name}, driving`
      : `${driver.name} drives`
    : `You are ${room.me.name}`;
  return (
    <RoomProvider room={room} actions={actions} place={place} goTo={goTo}>
      <WhereFrame
        environment={room.target.environment}
        isDrill={room.incident.isDrill}
        targetName={room.target.name}
        details={details}
        aside={aside}
      >
        <Announcer />
        <RoomHeader />
        <HealthStrip />
        <StaleNotices error={query.error} />
        <HandOverNotices />
        <BrokenGlass />
        {room.escalations.levels.some(isOpenLevel) ? OPEN_LEVELS : null}
        <div className="grid grow grid-cols-1 lg:grid-cols-[17rem_minmax(0,1fr)] xl:grid-cols-[17rem_minmax(0,1fr)_20.5rem]">
          <Rail />
          <Centre />
          <SidePane />
        </div>
        <RoomBar />
      </WhereFrame>
    </RoomProvider>
  );
}

/** Where one looks is in the address, so that a reload or another device shows the same; nothing there means now. */
function usePlace(room: RoomView): [Place, (place: Place | null) => void] {
  const pathname = usePathname();
  const at = useSearchParams().get('at');
  const wanted = useMemo(() => (at ? parsePlace(at) : null), [at]);
  const current = useMemo(() => currentPlace(room), [room]);
  const goTo = useCallback(
    (place: Place | null) =>
      window.history.replaceState(null, '', place ? `${pathname}?at=${encodeURIComponent(placeKey(place))}` : pathname),
    [pathname],
  );
  const place = wanted && doesPlaceExist(room, wanted) ? wanted : current;
  const goToPlace = useCallback(
    (next: Place | null) => goTo(next && placeKey(next) !== placeKey(current) ? next : null),
    [goTo, current],
  );
  return [place, goToPlace];
}
