import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ButtonHTMLAttributes, ComponentProps, ReactNode } from 'react';
import { type ButtonSize, type ButtonVariant, buttonClasses, linkClasses } from './button-classes';
import { PlainButton } from './plain-button';

export type { ButtonSize, ButtonVariant };

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
    <PlainButton
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
    </PlainButton>
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
    <Link {...rest} className={clsx(linkClasses(variant, size), className)}>
      {icon}
      {children}
    </Link>
  );
}
