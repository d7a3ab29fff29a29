'use client';

import { clsx } from 'clsx';
import { type Role, roleSchema } from '@/lib/contracts/runbook';
import { Tick } from '../ui/field';
import { ROLE_HELP, ROLE_WORDS } from './people-model';

/** Every role with what it may do, so that nobody chooses by its name alone. */
export function RoleChoice({
  value,
  onChange,
  error,
}: {
  value: Role;
  onChange: (role: Role) => void;
  error?: string;
}) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-[580]">Role</legend>
      <div className="grid gap-1.5">
        {roleSchema.options.map((role) => (
          <label
            key={role}
            className={clsx(
              'flex cursor-pointer items-start gap-2.5 rounded-control border px-3 py-2',
              role === value ? 'border-accent bg-accent-soft/50' : 'border-line hover:border-edge',
            )}
          >
            <Tick
              type="radio"
              name="role"
              value={role}
              checked={role === value}
              onChange={() => onChange(role)}
              className="mt-1 accent-accent"
            />
            <span>
              <b className="block">{ROLE_WORDS[role]}</b>
              <span className="block text-small text-muted">{ROLE_HELP[role]}</span>
            </span>
          </label>
        ))}
      </div>
      {error ? <p className="mt-1.5 text-small font-medium text-fail">{error}</p> : null}
    </fieldset>
  );
}
