/** A value that tells whoever subscribed when it becomes another one. */
export type Kept<T> = { get: () => T; set: (value: T) => void; subscribe: (listener: () => void) => () => void };

export function keep<T>(first: T): Kept<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
