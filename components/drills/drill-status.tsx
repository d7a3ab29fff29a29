import {
  Ban,
  CalendarClock,
  CalendarDays,
  CircleCheck,
  Clock3,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import { Pill, TONE_TEXT, type Tone } from '@/components/ui/pill';
import type { DrillCard } from '@/lib/contracts/drill-view';
import { statusWord } from './drills-model';

type Look = { tone: Tone; Icon: LucideIcon };

/** A shape of its own for every status: none is told by its colour alone. */
const LOOKS: Record<ReturnType<typeof statusWord>['key'], Look> = {
  planned: { tone: 'accent', Icon: CalendarDays },
  due: { tone: 'waiting', Icon: CalendarClock },
  overdue: { tone: 'fail', Icon: TriangleAlert },
  running: { tone: 'running', Icon: LoaderCircle },
  'in-time': { tone: 'ok', Icon: CircleCheck },
  over: { tone: 'waiting', Icon: Clock3 },
  cancelled: { tone: 'idle', Icon: Ban },
};

export function DrillStatusPill({ drill }: { drill: Pick<DrillCard, 'status' | 'result' | 'finishedAt'> }) {
  const { key, word } = statusWord(drill);
  const { tone, Icon } = LOOKS[key];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden className="size-3.5" />}>
      {word}
    </Pill>
  );
}

/** The shape alone, for a day of the calendar; the word goes to assistive technology. */
export function DrillStatusIcon({ drill, className }: { drill: DrillCard; className?: string }) {
  const { key, word } = statusWord(drill);
  const { tone, Icon } = LOOKS[key];
  return (
    <span className={`inline-flex ${TONE_TEXT[tone]}`}>
      <Icon aria-hidden className={className ?? 'size-4'} />
      <span className="sr-only">{word}: </span>
    </span>
  );
}
