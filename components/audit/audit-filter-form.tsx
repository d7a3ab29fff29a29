'use client';

import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { Field, Input, Select } from '@/components/ui/field';
import type { AuditFilter } from '@/lib/contracts/audit-view';
import { addressOf, filterOf, NO_FILTER } from './audit-model';

type Props = { filter: AuditFilter; actors: readonly string[]; kinds: readonly string[] };

/** Asked for by a press, since a code is typed letter by letter; the filter then stands in the address. */
export function AuditFilterForm({ filter, actors, kinds }: Props) {
  const router = useRouter();
  const look = (form: HTMLFormElement) => {
    const fields = [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === 'string');
    router.push(addressOf(filterOf(new URLSearchParams(fields))), { scroll: false });
  };
  const isFiltered = addressOf(filter) !== addressOf(NO_FILTER);
  return (
    <search>
      <form
        className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1.4fr_1fr_1fr_10rem_10rem_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          look(event.currentTarget);
        }}
      >
        <Field label="Incident">
          <Input name="chain" defaultValue={filter.chain} placeholder="DB-ROLLBACK-… or console" />
        </Field>
        <Field label="Person">
          <Select name="person" defaultValue={filter.person}>
            <option value="">Anybody</option>
            {[...new Set([...actors, ...(filter.person ? [filter.person] : [])])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
        <Field label="Kind">
          <Select name="type" defaultValue={filter.type}>
            <option value="">Any kind</option>
            {[...new Set([...kinds, ...(filter.type ? [filter.type] : [])])].map((kind) => (
              <option key={kind} value={kind}>
                {kind.replaceAll('_', ' ')}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="From (UTC)">
          <Input name="from" type="date" defaultValue={filter.from} />
        </Field>
        <Field label="To (UTC)">
          <Input name="to" type="date" defaultValue={filter.to} />
        </Field>
        <div className="flex gap-2">
          <Button type="submit" size="large" className="max-sm:grow">
            Show
          </Button>
          {isFiltered ? (
            <Button type="button" variant="ghost" size="large" onClick={() => router.push('/audit', { scroll: false })}>
              Clear
            </Button>
          ) : null}
        </div>
      </form>
    </search>
  );
}
