import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { getOutput } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import type { OutputChunk } from '@/lib/contracts/views';
import { buildLines, byteLength } from './output-model';

/** Enough pages for the largest output that is kept; a bound all the same. */
const MOST_PAGES = 500;
const FALLBACK_MS = 2500;

type Kept = { chunks: OutputChunk[]; bytes: number; lastSeq: number; isComplete: boolean };

/** Reads on from what is already here: each call asks only for what came since. */
async function readOn(client: QueryClient, stepId: string, epoch: number, signal: AbortSignal): Promise<Kept> {
  const known = client.getQueryData<Kept>(queryKeys.output(stepId, epoch)) ?? {
    chunks: [],
    bytes: 0,
    lastSeq: 0,
    isComplete: false,
  };
  const chunks = [...known.chunks];
  let { bytes, lastSeq, isComplete } = known;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const next = await getOutput(stepId, epoch, lastSeq, signal);
    const fresh = next.chunks.filter((chunk) => chunk.seq > lastSeq);
    isComplete = next.isComplete;
    if (fresh.length === 0) break;
    chunks.push(...fresh);
    bytes += byteLength(fresh);
    lastSeq = fresh.at(-1)?.seq ?? lastSeq;
  }
  return { chunks, bytes, lastSeq, isComplete };
}

/** A step's output as lines. `newestSeq` is what the room knows of; while the step runs it is asked for by itself, too. */
export function useOutput(stepId: string, epoch: number, newestSeq: number, isLive: boolean) {
  const client = useQueryClient();
  const { data, isPending, error, refetch } = useQuery({
    queryKey: queryKeys.output(stepId, epoch),
    queryFn: ({ signal }) => readOn(client, stepId, epoch, signal),
    enabled: epoch > 0,
    refetchInterval: isLive ? FALLBACK_MS : false,
    structuralSharing: false,
  });
  const asked = useRef(0);
  const isBehind = data !== undefined && newestSeq > data.lastSeq && newestSeq > asked.current;
  useEffect(() => {
    if (!isBehind) return;
    asked.current = newestSeq;
    void refetch();
  }, [isBehind, newestSeq, refetch]);
  const lines = useMemo(() => buildLines(data?.chunks ?? []), [data]);
  return { lines, bytes: data?.bytes ?? 0, isPending: isPending && epoch > 0, error };
}
