import type { EscalationLevel, Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import { mayDo, type Permission } from './permissions';

/** How a run stands where it stands badly: ended unfinished, or held by a step that failed and has no other way. */
export type RunTrouble = { procedureKey: string; sentence: string; at: Date };
export type IncidentTrouble = {
  runs: readonly RunTrouble[];
  /** Since when every endpoint has failed, or null. */
  downSince: Date | null;
  /** A rollback is under way and nothing about it is wrong: a restore stops the services on purpose. */
  isRunGoingWell: boolean;
  now: Date;
};
export type Occurred = { level: number; because: string; since: Date };

/** Every endpoint failing for this long is no restart any more. */
export const DOWN_MS = 60_000;

/** The levels whose condition has occurred, with what it was and since when. */
export function conditionsMet(levels: readonly EscalationLevel[], trouble: IncidentTrouble): Occurred[] {
  return levels.flatMap((level): Occurred[] => {
    const met = meet(level, levels, trouble);
    return met ? [{ level: level.level, ...met }] : [];
  });
}

function meet(level: EscalationLevel, levels: readonly EscalationLevel[], trouble: IncidentTrouble) {
  if (level.condition.kind === 'target-down') return meetDown(trouble);
  const own = level.condition.procedures;
  const others = levels.flatMap((l) => (l.condition.kind === 'run-failed' ? (l.condition.procedures ?? []) : []));
  const isOf = (key: string) => (own ? own.includes(key) : !others.includes(key));
  const run = trouble.runs.find(({ procedureKey }) => isOf(procedureKey));
  return run ? { because: run.sentence, since: run.at } : null;
}

function meetDown({ downSince, isRunGoingWell, now }: IncidentTrouble) {
  if (!downSince || isRunGoingWell || now.getTime() - downSince.getTime() < DOWN_MS) return null;
  return { because: 'Every endpoint has failed for more than a minute.', since: downSince };
}

/** Who may choose among a level's options: whoever could carry the decision. */
const DECIDE: Record<number, Permission> = {
  1: 'escalation.decide-1',
  2: 'escalation.decide-2',
  3: 'escalation.decide-3',
};
export const decidePermission = (level: number): Permission => DECIDE[level] ?? 'escalation.decide-3';

export type EscalationFacts = { level: number; state: string };

/** What this person may do about a level that is proposed or has begun. */
export function escalationActions(
  facts: EscalationFacts,
  row: EscalationLevel,
  role: Role,
  isOpen: boolean,
): AllowedAction[] {
  if (!isOpen) return [];
  if (facts.state === 'proposed') return mayDo(role, 'escalation.start') ? [start(row), dismiss(row)] : [];
  if (facts.state !== 'active') return [];
  const disabledBecause = mayDo(role, decidePermission(row.level))
    ? undefined
    : `Level ${row.level} is decided by ${DECIDERS[row.level]}.`;
  return row.options.map((option) => ({
    ...action('escalation-choose', option.title, 'Records it as what was decided, and stops the clock of this level.'),
    argument: option.key,
    needsReason: true,
    disabledBecause,
  }));
}

const DECIDERS: Record<number, string> = {
  1: 'an engineer or a lead',
  2: 'a team lead or an executive',
  3: 'an executive',
};

/** Without a proposal, too: people see more than the console. The levels that are not open yet. */
export function startableLevels(
  levels: readonly EscalationLevel[],
  open: readonly EscalationFacts[],
  role: Role,
): AllowedAction[] {
  if (!mayDo(role, 'escalation.start')) return [];
  return levels
    .filter(({ level }) => !open.some((e) => e.level === level))
    .map((row) => ({ ...start(row), isPrimary: false, needsReason: true }));
}

const start = (row: EscalationLevel): AllowedAction => ({
  ...action(
    'escalate',
    `Escalate to level ${row.level}`,
    `Tells the level's people at once and starts its clock: ${row.clock.minutes} min ${row.clock.words}.`,
  ),
  isPrimary: true,
  argument: String(row.level),
});
const dismiss = (row: EscalationLevel): AllowedAction => ({
  ...action('escalation-dismiss', 'Not now', 'The proposal goes; it comes back if its condition occurs again.'),
  needsReason: true,
  argument: String(row.level),
});
