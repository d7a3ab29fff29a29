import { Field, Select } from '@/components/ui/field';
import { SEVERITY_WORDS } from '@/components/ui/severity';
import type { Severity } from '@/lib/contracts/runbook';
import { SEVERITY_ORDER } from './filter-model';

/** The choices by which incidents, their reports and their figures are narrowed; an empty one asks for nothing. */
type Choice<T extends string> = { value: T; onChange: (value: T) => void };

export function SeverityFilter({ value, onChange }: Choice<Severity | ''>) {
  return (
    <Field label="Severity" isLabelHidden>
      <Select value={value} onChange={(event) => onChange(event.target.value as Severity | '')}>
        <option value="">Every severity</option>
        {SEVERITY_ORDER.map((severity) => (
          <option key={severity} value={severity}>
            {SEVERITY_WORDS[severity]}
          </option>
        ))}
      </Select>
    </Field>
  );
}

export function TargetFilter({ targets, value, onChange }: Choice<string> & { targets: readonly string[] }) {
  return (
    <Field label="Target" isLabelHidden>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">Every target</option>
        {targets.map((target) => (
          <option key={target} value={target}>
            {target}
          </option>
        ))}
      </Select>
    </Field>
  );
}

type Procedures = { procedures: readonly { key: string; title: string }[] };

export function ProcedureFilter({ procedures, value, onChange }: Choice<string> & Procedures) {
  return (
    <Field label="Procedure" isLabelHidden>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">Every procedure</option>
        {procedures.map(({ key, title }) => (
          <option key={key} value={key}>
            {key} {title}
          </option>
        ))}
      </Select>
    </Field>
  );
}
