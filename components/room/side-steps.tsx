import dynamic from 'next/dynamic';
import { untilFetched } from '@/lib/client/until-fetched';
import type { StepView } from '@/lib/contracts/views';
import { useRoom } from './room-context';

// Seldom there: fetched with the first one that is. Until then its own place is empty, and not the room's.
const SideStepList = dynamic(() => untilFetched(() => import('./side-step-list').then((file) => file.SideStepList)), {
  loading: () => null,
});

/** The acts beside the plan that were asked for at this step, or for the plan as a whole. */
export function SideSteps({ step = null }: { step?: StepView | null }) {
  const { room } = useRoom();
  const sides = (room.run?.sideSteps ?? []).filter(({ stepId }) => stepId === (step?.id ?? null));
  return sides.length > 0 ? <SideStepList sides={sides} /> : null;
}
