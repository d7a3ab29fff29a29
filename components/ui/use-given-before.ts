import { type ChangeEvent, type Ref, type RefObject, useImperativeHandle, useLayoutEffect, useRef } from 'react';

type TextField = HTMLInputElement | HTMLTextAreaElement;
type Controlled<T extends TextField> = {
  value?: unknown;
  checked?: boolean | undefined;
  onChange?: ((event: ChangeEvent<T, T>) => void) | undefined;
  ref?: Ref<T> | undefined;
};

/**
 * Hands on what somebody typed, ticked or chose while the page was drawn but its script not there yet: a slow phone, a browser that fills in
 * by itself. React leaves such words in the field as it takes the page over, and asks its owner for none of them, so that the screen
 * says one thing and the button another. Returns the field's ref, which the caller's own follows.
 */
export function useGivenBefore<T extends TextField>({
  value,
  checked,
  onChange,
  ref,
}: Controlled<T>): RefObject<T | null> {
  const field = useRef<T>(null);
  const given = useRef({ value, checked, onChange });
  useImperativeHandle(ref, () => field.current as T);
  useLayoutEffect(() => {
    const node = field.current;
    const { value, checked, onChange } = given.current;
    if (!node || !onChange || !isGiven(node, value, checked)) return;
    onChange({ target: node, currentTarget: node } as unknown as ChangeEvent<T, T>);
  }, []);
  return field;
}

function isGiven(node: TextField, value: unknown, checked: boolean | undefined): boolean {
  const isTick = node instanceof HTMLInputElement && (node.type === 'checkbox' || node.type === 'radio');
  if (node instanceof HTMLInputElement && node.type === 'file') return Boolean(node.files?.length);
  // A radio that went out did so because another one was picked, which hands itself on.
  if (isTick) return checked !== undefined && node.checked !== checked && (node.type === 'checkbox' || node.checked);
  return value !== undefined && node.value !== String(value ?? '');
}
