import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getHealth } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import { HealthChart } from '../charts/health-chart';
import { frameSeries, minutesToShow } from './health-range-model';
import { useRoom } from './room-context';

/** Everybody sees the moment it worked. */
export function HealthStrip() {
  const { room } = useRoom();
  const minutes = minutesToShow(room.incident.detectedAt, room.at);
  const isOpen = room.incident.state === 'open';
  const { data, isPending } = useQuery({
    queryKey: queryKeys.health(room.target.key, minutes),
    queryFn: ({ signal }) => getHealth(room.target.key, minutes, signal),
    placeholderData: keepPreviousData,
    refetchInterval: isOpen ? 10_000 : false,
  });
  const series = useMemo(() => frameSeries(data, room.incident, room.at), [data, room.incident, room.at]);
  return (
    <section aria-label="Health of the target" className="border-b border-line bg-surface px-4 pt-2 pb-1 sm:px-5">
      <HealthChart
        series={series}
        marks={room.marks}
        baselineP95Ms={room.target.health.baselineP95Ms}
        height={68}
        caption={`${minutes} min, from just before it broke`}
        isLoading={isPending}
      />
    </section>
  );
}
