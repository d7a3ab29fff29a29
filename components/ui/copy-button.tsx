'use client';

import { clsx } from 'clsx';
import { Check, Copy, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { PlainButton } from './plain-button';

type Outcome = 'idle' | 'copied' | 'failed';

/** Puts text on the clipboard; where the browser has no clipboard API (plain HTTP), the old way is tried. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    (document.activeElement?.closest('[role="dialog"]') ?? document.body).append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    return isCopied;
  }
}

type CopyButtonProps = {
  label?: string;
  isQuiet?: boolean;
  className?: string;
  onCopied?: () => void;
  /** `getText`: for what would cost too much to make before somebody wants it. */
} & ({ text: string } | { getText: () => string });

/** Copies a text and says whether it did. `isQuiet`: an icon only, named by its label. */
export function CopyButton({ label = 'Copy', isQuiet = false, className, onCopied, ...source }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>('idle');
  useEffect(() => {
    if (outcome === 'idle') return;
    const timer = setTimeout(() => setOutcome('idle'), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const isCopied = await copyText('text' in source ? source.text : source.getText());
    setOutcome(isCopied ? 'copied' : 'failed');
    if (isCopied) onCopied?.();
  };
  const word = outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Not copied: select it by hand' : label;
  const Icon = outcome === 'copied' ? Check : outcome === 'failed' ? X : Copy;
  return (
    <PlainButton
      onClick={() => void copy()}
      aria-label={isQuiet ? word : undefined}
      title={isQuiet ? word : undefined}
      className={clsx(
        'inline-flex min-h-6 min-w-6 items-center justify-center gap-1.5 rounded-md px-1.5 text-xs font-medium',
        className ?? 'text-muted hover:bg-sunken hover:text-text',
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {isQuiet ? null : <span aria-live="polite">{word}</span>}
    </PlainButton>
  );
}
