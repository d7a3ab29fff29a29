import { ButtonLink } from '@/components/ui/button';

/** The ways on and back of a list that comes in pages, newest first; nothing where one page is all. */
export function Pages({ here, page }: { here: string; page: { older: string | null; isFirst: boolean } }) {
  if (page.isFirst && page.older === null) return null;
  const older = `${here}${here.includes('?') ? '&' : '?'}before=${encodeURIComponent(page.older ?? '')}`;
  return (
    <nav aria-label="Pages" className="mt-3 flex justify-between gap-2.5">
      {page.isFirst ? <span /> : <ButtonLink href={here}>Newest</ButtonLink>}
      {page.older === null ? null : <ButtonLink href={older}>Older</ButtonLink>}
    </nav>
  );
}
