import { clsx } from 'clsx';

/** A number to call: nothing is called by the console. */
export function PhoneLink({ number, className }: { number: string; className?: string }) {
  return (
    <a href={`tel:${number.replace(/[^\d+]/g, '')}`} className={clsx('link num', className)}>
      {number}
    </a>
  );
}
