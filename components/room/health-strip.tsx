import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getHealth, getHealthBetween } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import { HealthChart } from '../charts/health-chart';
import { frameSeries, healthFrame } from './health-range-model';
import { useRoom } from './room-context';

/** Everybody sees the moment it worked. */
export function HealthStrip() {
  const { room, wantEvent } = useRoom();
  const { key } = room.target;
  const frame = useMemo(() => healthFrame(room.incident, room.at), [room.incident, room.at]);
  const { minutes, from, to } = frame;
  const isOpen = room.incident.state === 'open';
  const { data, isPending } = useQuery({
    queryKey: isOpen ? queryKeys.health(key, minutes) : queryKeys.healthBetween(key, from, to),
    queryFn: ({ signal }) => (isOpen ? getHealth(key, minutes, signal) : getHealthBetween(key, from, to, signal)),
    placeholderData: keepPreviousData,
    refetchInterval: isOpen ? 10_000 : false,
  });
  const series = useMemo(() => frameSeries(data, frame), [data, frame]);
  return (
    <section aria-label="Health of the target" className="border-b border-line bg-surface px-4 pt-2 pb-1 sm:px-5">
      <HealthChart
        series={series}
        marks={room.marks}
        baselineP95Ms={room.target.health.baselineP95Ms}
        height={68}
        caption={`${minutes} min, from just before it broke${isOpen ? '' : ' until it was closed'}`}
        isLoading={isPending}
        onMark={(mark) => wantEvent(mark.id)}
      />
    </section>
  );
}
