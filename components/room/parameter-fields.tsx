import { clsx } from 'clsx';
import type { ParameterView, ProcedureOption } from '@/lib/contracts/views';
import { Field, Select, Tick } from '../ui/field';
import { useZone } from '../ui/render-context';
import { formatDay, formatTime } from '../ui/time-model';
import { askedFor } from './plan-draft-model';
import { useRoom } from './room-context';

/** What the procedure has to know: what is chosen from what the target has, a choice, and which branch is taken. */
export function ParameterFields({ option }: { option: ProcedureOption }) {
  const { draft, setDraft } = useRoom();
  const set = (key: string, value: string) => setDraft({ ...draft, parameters: { ...draft.parameters, [key]: value } });
  return (
    <>
      {askedFor(option, draft).map((parameter) =>
        parameter.kind !== 'choice' ? (
          <ListPicker
            key={parameter.key}
            parameter={parameter}
            value={draft.parameters[parameter.key] ?? ''}
            onChange={(value) => set(parameter.key, value)}
          />
        ) : (
          <Field key={parameter.key} label={parameter.title} help={parameter.help}>
            <Select
              value={draft.parameters[parameter.key] ?? ''}
              onChange={(event) => set(parameter.key, event.target.value)}
            >
              {draft.parameters[parameter.key] ? null : <option value="">Choose…</option>}
              {parameter.choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.title}
                  {choice.detail ? ` (${choice.detail})` : ''}
                </option>
              ))}
            </Select>
          </Field>
        ),
      )}
      {option.branches.length > 1 ? (
        <fieldset className="grid gap-1.5">
          <legend className="mb-1.5 text-sm font-[580]">Which way first</legend>
          {option.branches.map((branch) => (
            <RadioLine
              key={branch.key}
              name="branch"
              isPicked={draft.branch === branch.key}
              onPick={() => setDraft({ ...draft, branch: branch.key })}
              title={branch.title}
              detail={branch.about}
              unavailableBecause={branch.unavailableBecause}
            />
          ))}
        </fieldset>
      ) : null}
    </>
  );
}

function ListPicker({
  parameter,
  value,
  onChange,
}: {
  parameter: ParameterView;
  value: string;
  onChange: (value: string) => void;
}) {
  if (parameter.choices.length === 0) {
    return (
      <div>
        <p className="text-sm font-[580]">{parameter.title}</p>
        <p className="text-small text-muted">
          The target is being looked at. What there is to choose from appears here by itself.
        </p>
      </div>
    );
  }
  return (
    <fieldset className="grid gap-1.5">
      <legend className="text-sm font-[580]">{parameter.title}</legend>
      <p className="text-small text-muted">{parameter.help}</p>
      {parameter.choices.map((choice) => (
        <RadioLine
          key={choice.value}
          name={parameter.key}
          isPicked={value === choice.value}
          onPick={() => onChange(choice.value)}
          code={parameter.kind === 'commit' ? choice.value.slice(0, 7) : choice.value}
          title={choice.title}
          detail={choice.detail}
        />
      ))}
    </fieldset>
  );
}

type LineProps = {
  name: string;
  isPicked: boolean;
  onPick: () => void;
  code?: string;
  title: string;
  detail?: string;
  unavailableBecause?: string | undefined;
};

function RadioLine({ name, isPicked, onPick, code, title, detail, unavailableBecause }: LineProps) {
  const zone = useZone();
  // A choice may already begin with its short id.
  const words = code && title.startsWith(code) ? title.slice(code.length).trim() : title;
  return (
    <label
      className={clsx(
        'flex min-h-11 cursor-pointer items-start gap-3 rounded-control border px-3 py-2',
        isPicked ? 'border-accent bg-accent-soft/60' : 'border-line hover:bg-sunken',
      )}
    >
      <Tick
        type="radio"
        name={name}
        checked={isPicked}
        disabled={Boolean(unavailableBecause)}
        onChange={onPick}
        className="mt-0.75 size-4.5 shrink-0 accent-accent"
      />
      <span className="min-w-0 grow [overflow-wrap:anywhere]">
        {code ? <code className="mr-2 font-semibold">{code}</code> : null}
        <span className={clsx(!code && 'font-[580]')}>{words}</span>
        {detail ? <span className="block text-small text-muted">{withLocalTime(detail, zone)}</span> : null}
        {unavailableBecause ? (
          <span className="block text-small font-medium text-waiting">{unavailableBecause}</span>
        ) : null}
      </span>
    </label>
  );
}

/** A commit's date comes as the repository has it; people read their own. */
function withLocalTime(detail: string, zone: string): string {
  return detail.replace(/^\d{4}-\d\d-\d\dT\S+/, (at) =>
    Number.isNaN(Date.parse(at)) ? at : `${formatDay(at, zone)}, ${formatTime(at, zone)}`,
  );
}
