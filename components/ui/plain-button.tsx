'use client';

import {
  type ComponentProps,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import { HEARS_LATER } from '@/lib/client/early-presses';

/** A button without a look. A press that came before the page's script is not lost: it is done as soon as the button hears. */
export function PlainButton({ ref, type = 'button', ...rest }: ComponentProps<'button'>) {
  const button = useEarlyPress(ref);
  // biome-ignore lint/correctness/noRestrictedElements: what all others are made of
  return <button {...rest} {...{ [HEARS_LATER]: '' }} ref={button} type={type} />;
}

function useEarlyPress(ref: Ref<HTMLButtonElement> | undefined): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  useImperativeHandle(ref, () => button.current as HTMLButtonElement);
  // At once: React may take the page over because of a press, and hands that very press on behind this.
  useLayoutEffect(() => {
    if (button.current) window.earlyPresses?.live.add(button.current);
  }, []);
  useEffect(() => {
    const press = button.current && window.earlyPresses?.take(button.current);
    // After what was typed has been handed on and drawn: the form that is sent is the one that stands there.
    if (press) setTimeout(press);
  }, []);
  return button;
}
