import { clsx } from 'clsx';

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'ghost';
export type ButtonSize = 'small' | 'medium' | 'large';

const BASE =
  'relative inline-flex items-center justify-center gap-2 rounded-control border font-[580] whitespace-nowrap select-none transition-colors disabled:opacity-55 aria-disabled:opacity-55 max-w-full';
const VARIANTS: Record<ButtonVariant, string> = {
  primary:
    'bg-accent border-accent text-accent-ink enabled:not-aria-disabled:hover:bg-accent-hover enabled:not-aria-disabled:hover:border-accent-hover',
  secondary: 'bg-surface border-line text-text enabled:hover:bg-sunken enabled:hover:border-edge',
  danger: 'bg-critical border-critical text-accent-ink enabled:hover:brightness-92',
  ghost: 'bg-transparent border-transparent text-text enabled:hover:bg-sunken',
};
// On a phone a thumb presses all of them.
const SIZES: Record<ButtonSize, string> = {
  small: 'min-h-touch sm:min-h-8 px-3 py-1 text-sm',
  medium: 'min-h-touch sm:min-h-9.5 px-3.5 py-1.5 text-sm',
  large: 'min-h-touch px-5 py-2 text-base',
};

/** How a button looks; for a link, `linkClasses`, which cannot be shut. */
export function buttonClasses(variant: ButtonVariant = 'secondary', size?: ButtonSize): string {
  return clsx(
    BASE,
    VARIANTS[variant],
    SIZES[size ?? (variant === 'primary' || variant === 'danger' ? 'large' : 'medium')],
  );
}

export function linkClasses(variant: ButtonVariant = 'secondary', size?: ButtonSize): string {
  return buttonClasses(variant, size).replaceAll('enabled:', '').replaceAll('not-aria-disabled:', '');
}
