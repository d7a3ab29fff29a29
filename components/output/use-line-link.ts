import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';

type Linked = { line: number; epoch: number | null };

/** `#L123` is line 123 of the newest attempt, `#L123.2` of the second one. */
export function parseLineLink(hash: string): Linked | null {
  const [, line, epoch] = /^#L([1-9]\d{0,8})(?:\.([1-9]\d{0,5}))?$/.exec(hash) ?? [];
  return line ? { line: Number(line), epoch: epoch ? Number(epoch) : null } : null;
}

/** The line that the address leads to, also when it is changed while the page stands, and addresses of lines to give away. */
export function useLineLink(stepId: string) {
  const pathname = usePathname();
  const [linked, setLinked] = useState<Linked | null>(null);
  useEffect(() => {
    const read = () => setLinked(parseLineLink(window.location.hash));
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  const addressOf = (line: number, epoch: number) =>
    `${pathname}?at=${encodeURIComponent(`step:${stepId}`)}#L${line}.${epoch}`;
  return { linked, addressOf };
}
