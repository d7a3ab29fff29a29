import { STEP_LOOKS } from '../ui/state-model';
import { useRoom } from './room-context';
import { currentPlace, findStep, standing, stepPosition } from './room-model';

/** Says a change of the run's or the current step's state once, without taking the focus. */
export function Announcer() {
  const { room } = useRoom();
  const place = currentPlace(room);
  const step = place.kind === 'step' ? findStep(room, place.stepId) : null;
  const words =
    step && room.run
      ? `${stepPosition(room.run, step)}, ${step.title}: ${STEP_LOOKS[step.state].word}.`
      : `${standing(room).words}.`;
  return (
    <p className="sr-only" role="status" aria-label="State of the rollback">
      {words}
    </p>
  );
}
