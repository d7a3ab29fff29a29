'use client';

import type { ComponentProps } from 'react';
import { Button } from './button';
import { useIsHydrated } from './render-context';

/**
 * Submits a form that the server drew. Shut until the page's script hears it: the browser would send the form by itself before, and what
 * was typed would be gone. Enter is shut with it.
 */
export function SubmitButton({ disabled, ...rest }: Omit<ComponentProps<typeof Button>, 'type'>) {
  const isHydrated = useIsHydrated();
  return <Button {...rest} type="submit" disabled={disabled || !isHydrated} />;
}
