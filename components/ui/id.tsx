import { clsx } from 'clsx';
import { CopyButton } from './copy-button';

/** "a41c07d2…9e" from a long id; short ones stay whole. */
export function shortenId(value: string): string {
  return value.length <= 14 ? value : `${value.slice(0, 8)}…${value.slice(-2)}`;
}

/** A short id that copies whole. `isWhole` for codes that people read aloud. */
export function Id({
  value,
  label = 'id',
  isWhole = false,
  className,
}: {
  value: string;
  label?: string;
  isWhole?: boolean;
  className?: string;
}) {
  return (
    <span className={clsx('inline-flex items-center gap-0.5 font-mono text-xs', className)}>
      <span title={value} className="break-all">
        {isWhole ? value : shortenId(value)}
      </span>
      <CopyButton
        text={value}
        label={`Copy ${label}`}
        isQuiet
        className="no-print text-faint hover:bg-sunken hover:text-text"
      />
    </span>
  );
}
