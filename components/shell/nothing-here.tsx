// It comes with every page, as what is shown where a page is not found: plain links bring no script with them.
import { linkClasses } from '@/components/ui/button-classes';

export function NothingHere() {
  return (
    <div className="page max-w-xl! pt-16!">
      <h1 className="text-step font-[640] tracking-[-0.015em]">There is nothing at this address</h1>
      <p className="mt-2 text-muted">
        It may have a typing mistake, or it names something that was never in this console. Incidents and reports are
        never removed.
      </p>
      <div className="mt-6 flex flex-wrap gap-2.5">
        <a href="/" className={linkClasses('primary')}>
          Go to Now
        </a>
        <a href="/incidents" className={linkClasses('secondary', 'large')}>
          All incidents
        </a>
      </div>
    </div>
  );
}
