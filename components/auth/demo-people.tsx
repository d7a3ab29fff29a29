import { clsx } from 'clsx';
import { ROLE_WORDS } from '@/components/people/people-model';
import type { Role } from '@/lib/contracts/runbook';
import { PlainButton } from '../ui/plain-button';

export type DemoPerson = { name: string; email: string; role: Role };
type Props = { people: readonly DemoPerson[]; chosen: string; choose: (email: string) => void };

/** Who one can be in the demo, and where the password is: never the password itself, which only the terminal has. */
export function DemoPeople({ people, chosen, choose }: Props) {
  return (
    <fieldset className="mt-2 border-t border-line pt-4">
      <legend className="sr-only">People of the demo</legend>
      <p className="text-small text-muted">
        This is a demo. Be one of these; all have the password that the terminal printed below “Demo people” when the
        console was started. For a first drill be the engineer.
      </p>
      <div className="mt-2.5 flex flex-wrap gap-1.5">
        {people.map(({ name, email, role }) => (
          <PlainButton
            key={email}
            title={email}
            aria-pressed={chosen === email}
            onClick={() => choose(email)}
            className={clsx(
              'inline-flex min-h-9 items-center rounded-full border px-3.5 text-small max-sm:min-h-11',
              chosen === email
                ? 'border-accent bg-accent-soft font-[620] text-accent'
                : 'border-line bg-surface hover:border-edge',
            )}
          >
            {ROLE_WORDS[role]}
            <span className="sr-only">, {name}</span>
          </PlainButton>
        ))}
      </div>
    </fieldset>
  );
}
