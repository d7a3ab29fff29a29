import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ButtonHTMLAttributes, ComponentProps, ReactNode } from 'react';

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
const SIZES: Record<ButtonSize, string> = {
  small: 'min-h-8 px-3 py-1 text-sm',
  medium: 'min-h-9.5 px-3.5 py-1.5 text-sm',
  large: 'min-h-11 px-5 py-2 text-base',
};

export function buttonClasses(variant: ButtonVariant = 'secondary', size?: ButtonSize): string {
  return clsx(
    BASE,
    VARIANTS[variant],
    SIZES[size ?? (variant === 'primary' || variant === 'danger' ? 'large' : 'medium')],
  );
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  isPending?: boolean;
  icon?: ReactNode;
};

/** While pending it keeps its width, says so to assistive technology, and ignores further presses. */
export function Button({
  variant = 'secondary',
  size,
  isPending = false,
  icon,
  className,
  children,
  disabled,
  onClick,
  type = 'button',
  'aria-disabled': isBarred,
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-disabled={isPending || isBarred || undefined}
      aria-busy={isPending || undefined}
      onClick={isPending ? (event) => event.preventDefault() : onClick}
      className={clsx(buttonClasses(variant, size), className)}
    >
      {isPending ? <LoaderCircle aria-hidden className="absolute size-4.5 animate-turn" /> : null}
      <span className={clsx('inline-flex items-center gap-2', isPending && 'opacity-0')}>
        {icon}
        {children}
      </span>
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function ButtonLink({
  variant = 'secondary',
  size,
  className,
  icon,
  children,
  ...rest
}: ComponentProps<typeof Link> & { variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode }) {
  return (
    <Link
      {...rest}
      className={clsx(
        buttonClasses(variant, size).replaceAll('enabled:', '').replaceAll('not-aria-disabled:', ''),
        className,
      )}
    >
      {icon}
      {children}
    </Link>
  );
}
