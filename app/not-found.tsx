import { NothingHere } from '@/components/shell/nothing-here';

/** For addresses that no page has; inside the console the same words stand under its bar. */
export default function NotFound() {
  return (
    <main>
      <NothingHere />
    </main>
  );
}
