import { Eye, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Pill } from '@/components/ui/pill';
import type { Effect } from '@/lib/contracts/plan';
import { EFFECT_WORDS } from './procedure-page-model';

/** What a step does to the system: an eye, a triangle, or an octagon. */
export function EffectPill({ effect }: { effect: Effect }) {
  if (effect === 'read')
    return (
      <Pill tone="neutral" icon={<Eye aria-hidden className="size-3.5" />}>
        {EFFECT_WORDS.read}
      </Pill>
    );
  if (effect === 'change')
    return (
      <Pill tone="high" icon={<TriangleAlert aria-hidden className="size-3.5" />}>
        {EFFECT_WORDS.change}
      </Pill>
    );
  return (
    <Pill tone="critical" icon={<OctagonAlert aria-hidden className="size-3.5" />}>
      {EFFECT_WORDS.irreversible}
    </Pill>
  );
}
