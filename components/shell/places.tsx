import { clsx } from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { isAt, PLACES } from './shortcuts-model';

/** The ways to every part of the console, with the number of approvals that wait. */
export function Places({ waiting, className, onGo }: { waiting: number; className?: string; onGo?: () => void }) {
  const path = usePathname();
  return PLACES.map((place) => {
    const isHere = isAt(place.href, path);
    return (
      <Link
        key={place.key}
        href={place.href}
        onClick={onGo}
        aria-current={isHere ? 'page' : undefined}
        className={clsx(
          'inline-flex items-center gap-1.5 whitespace-nowrap hover:text-text',
          isHere ? 'font-[620] text-text' : 'text-muted',
          className,
        )}
      >
        {place.title}
        {place.key === 'approvals' && waiting > 0 ? <ApprovalCount waiting={waiting} /> : null}
      </Link>
    );
  });
}

function ApprovalCount({ waiting }: { waiting: number }) {
  return (
    <span className="num grid h-5 min-w-5 place-items-center rounded-full bg-critical px-1.5 text-xs font-bold text-accent-ink">
      <span aria-hidden>{waiting}</span>
      <span className="sr-only">, {waiting} waiting for you</span>
    </span>
  );
}
