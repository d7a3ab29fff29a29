import dynamic from 'next/dynamic';
import { untilFetched } from '@/lib/client/until-fetched';
import type { StepView } from '@/lib/contracts/views';
import { useRoom } from './room-context';

// Seldom there: fetched with the first one that is. Until then its own place is empty, and not the room's.
const Sessions = dynamic(() => untilFetched(() => import('./in-the-way-cards').then((file) => file.Sessions)), {
  loading: () => null,
});
const CommandList = dynamic(() => untilFetched(() => import('./in-the-way-cards').then((file) => file.CommandList)), {
  loading: () => null,
});
const LeftIndexList = dynamic(
  () => untilFetched(() => import('./in-the-way-cards').then((file) => file.LeftIndexList)),
  { loading: () => null },
);

/** Who holds what the step waits for: while it waits, and after its tries ran out. */
export function InTheWay({ step }: { step: StepView }) {
  return step.lockWait ? <Sessions step={step} wait={step.lockWait} /> : null;
}

/** What the step started and lost sight of, and still runs on its hosts. */
export function StillRunning({ step }: { step: StepView }) {
  const commands = step.outcome?.probe?.running ?? [];
  return commands.length > 0 && step.state === 'unknown' ? <CommandList step={step} commands={commands} /> : null;
}

/** What an interrupted statement left INVALID: at a step, or before any has begun. */
export function LeftIndexes({ step = null }: { step?: StepView | null }) {
  const { room } = useRoom();
  const found = room.run?.preflight?.findings.flatMap((finding) => finding.leftIndexes ?? []) ?? [];
  const indexes = step ? (step.outcome?.probe?.leftIndexes ?? []) : found;
  const offers = step ? step.actions : (room.run?.actions ?? []);
  return indexes.length > 0 ? <LeftIndexList step={step} indexes={indexes} offers={offers} /> : null;
}
