import { clsx } from 'clsx';
import { Circle, Diamond, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { Severity } from '@/lib/contracts/runbook';
import { Pill, TONE_TEXT } from './pill';

const ICONS: Record<Severity, LucideIcon> = {
  critical: OctagonAlert,
  high: TriangleAlert,
  medium: Diamond,
  low: Circle,
};
export const SEVERITY_WORDS: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

/** Its shape tells the severity without its colour. */
export function SeverityIcon({ severity, className }: { severity: Severity; className?: string }) {
  const Icon = ICONS[severity];
  return (
    <Icon aria-hidden strokeWidth={2.2} className={clsx('shrink-0', TONE_TEXT[severity], className ?? 'size-3.5')} />
  );
}

/** Icon, word and colour. `form`: an outlined pill, plain text for tables, or the huge word of the assessment. */
export function SeverityBadge({
  severity,
  form = 'pill',
  className,
}: {
  severity: Severity;
  form?: 'pill' | 'text' | 'display';
  className?: string;
}) {
  if (form === 'pill') {
    return (
      <Pill tone={severity} icon={<SeverityIcon severity={severity} />} className={className}>
        {SEVERITY_WORDS[severity]}
      </Pill>
    );
  }
  return (
    <span
      className={clsx(
        'inline-flex items-center',
        form === 'display' ? 'gap-3 text-display font-[680] tracking-[-0.025em]' : 'gap-1.75 font-[620]',
        TONE_TEXT[severity],
        className,
      )}
    >
      <SeverityIcon severity={severity} className={form === 'display' ? 'size-9' : 'size-3.5'} />
      {SEVERITY_WORDS[severity]}
    </span>
  );
}
