import Link from 'next/link';
import { Pill } from '@/components/ui/pill';

/** What a row of incidents or their reports is called, and that it was a drill where it was one. */
export function RowTitle({ href, title, isDrill }: { href: string; title: string; isDrill: boolean }) {
  return (
    <>
      <Link href={href} className="text-base font-[620] hover:underline">
        {title}
      </Link>
      {isDrill ? (
        <>
          {' '}
          <Pill tone="drill" className="align-middle">
            Drill
          </Pill>
        </>
      ) : null}
    </>
  );
}
