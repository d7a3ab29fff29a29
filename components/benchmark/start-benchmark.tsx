import { Button } from '@/components/ui/button';
import type { BenchmarksView } from '@/lib/contracts/benchmark';
import type { AllowedAction } from '@/lib/contracts/views';
import { Card, CardBody, CardTitle } from '../ui/card';
import { Field, Input } from '../ui/field';
import { ErrorNotice } from '../ui/notice';
import { useActionForm } from '../ui/use-action-form';
import type { BenchmarkActions } from './benchmark-panel';

type Props = {
  view: BenchmarksView;
  action: AllowedAction;
  incidentCode: string | undefined;
  start: BenchmarkActions['startBenchmark'];
  onDone: () => void;
};

/** For how long, and off it goes. */
export function StartBenchmark({ view, action, incidentCode, start, onDone }: Props) {
  const { formRef, isPending, error, fields, send } = useActionForm({
    schema: () => import('@/lib/contracts/inputs').then((file) => file.startBenchmarkSchema),
    act: start as never,
    onDone,
  });
  return (
    <Card as="section" aria-label="A new benchmark">
      <CardTitle>Time the queries</CardTitle>
      <CardBody>
        <p className="text-muted">
          {view.queries.map((query) => query.title).join(', ')}: one after the other, over {view.connections}{' '}
          connections, in rounds. It only reads; users may notice the load. A short warm-up comes first and is not
          counted.
        </p>
        <form
          ref={formRef}
          className="mt-3 flex flex-wrap items-start gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            const duration = String(new FormData(event.currentTarget).get('duration') ?? '');
            void send({ targetKey: view.target.key, incidentCode, duration });
          }}
        >
          <Field
            label="For how long"
            help="In minutes, or in seconds as in 30s: from 5 s to 60 min."
            error={fields.duration}
            className="w-full sm:w-100"
          >
            <Input name="duration" defaultValue={String(view.defaultMinutes)} autoComplete="off" inputMode="text" />
          </Field>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            aria-disabled={action.disabledBecause ? true : undefined}
            className="max-sm:w-full sm:mt-11.5"
          >
            {action.label}
          </Button>
        </form>
        {action.disabledBecause ? <p className="mt-2 text-small text-waiting">{action.disabledBecause}</p> : null}
        {error && !error.fields ? <ErrorNotice error={error} className="mt-3" /> : null}
      </CardBody>
    </Card>
  );
}
