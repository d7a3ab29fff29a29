import { BenchmarkPanel } from '../benchmark/benchmark-panel';
import { Heading } from './heading';
import { useRoom } from './room-context';
import { validationLabel } from './room-model';

/** Whether the queries are as fast as they were: measured when somebody asks, and nothing that keeps the incident open. */
export function CentreBaseline() {
  const { room, actions } = useRoom();
  const { incident, target, baseline } = room;
  const isOver = baseline?.state === 'done';
  const tone = isOver ? (baseline.isRegression ? 'text-fail' : 'text-ok') : undefined;
  const title = !isOver
    ? 'Is it as fast as it was?'
    : baseline.isRegression
      ? 'Something is slower than it was'
      : 'It was timed';
  return (
    <>
      <Heading label={validationLabel('Baseline validation', room.validationTimes?.baseline)} tone={tone} title={title}>
        <p>
          Times the runbook’s queries and compares them with what was kept from before. It does not keep the incident
          open; the report shows what it found.
        </p>
      </Heading>
      <BenchmarkPanel
        targetKey={target.key}
        incidentCode={incident.state === 'open' ? incident.code : undefined}
        actions={actions}
      />
    </>
  );
}
