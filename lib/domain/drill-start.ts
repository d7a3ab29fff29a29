export type StartFacts = {
  /** Why no drill may run on the target; null where one may. */
  targetTrouble: string | null;
  targetName: string;
  procedureKey: string;
  hasProcedure: boolean;
  /** The fault of the plan; empty where it has none for the procedure. */
  fault: string;
  isSandbox: boolean;
  /** What the target has; `isOn` is null until the worker has looked. */
  faults: readonly { key: string; title: string; isOn: boolean | null }[];
  /** Another drill that runs on the target. */
  runningDrill: string | null;
};

/** What keeps a drill from being started, in sentences that say what to do; empty where it can be. */
export function whyNotStart(facts: StartFacts): string[] {
  const { targetTrouble, targetName, procedureKey, fault, faults, runningDrill } = facts;
  const because: string[] = [];
  if (targetTrouble) because.push(targetTrouble);
  if (!facts.hasProcedure)
    because.push(
      `The runbook has no procedure ${procedureKey}: change the drill, or add the procedure to the runbook.`,
    );
  if (facts.isSandbox && fault && !faults.some((f) => f.key === fault))
    because.push(
      `${targetName} has no fault “${fault}”: start the sandbox of this version, so that it is registered with its faults, or change the drill.`,
    );
  const other = faults.find((f) => f.key !== fault && f.isOn);
  if (other) because.push(`“${other.title}” is on already: switch it off first, so that one thing is drilled.`);
  if (runningDrill) because.push(`Another drill runs on ${targetName}: finish “${runningDrill}” first.`);
  return because;
}
