import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction, CheckGroup } from '@/lib/contracts/views';
import { action } from './action';
import { mayDo } from './permissions';
import { ACTIVE_RUN_STATES, type RunState } from './run-states';

export type CheckFacts = {
  title: string;
  group: CheckGroup;
  state: 'pending' | 'running' | 'passed' | 'failed' | 'waived';
  by: 'machine' | 'person';
};

/** What still keeps an incident open, in sentences; empty when it may be closed. */
export function whyNotClose(
  checks: readonly CheckFacts[],
  runs: readonly { state: RunState }[],
  /** Starts without an approval that nobody has reviewed. */
  unreviewed: readonly { by: string }[] = [],
): string[] {
  const because: string[] = [];
  if (runs.some((run) => ACTIVE_RUN_STATES.includes(run.state))) because.push('A rollback is still running.');
  if (runs.some((run) => run.state === 'awaiting_approval' || run.state === 'approved'))
    because.push('A plan is waiting for approval or for its start; give it up first.');
  because.push(...unreviewed.map(({ by }) => `The break-glass of ${by} has not been reviewed.`));
  const open = (group: CheckFacts['group']) =>
    checks.filter((c) => c.group === group && c.state !== 'passed' && c.state !== 'waived');
  const sayOf = (check: CheckFacts, [failed, waiting]: readonly [string, string]) =>
    `${check.title}: ${check.state === 'failed' ? failed : check.by === 'machine' ? waiting : 'not confirmed yet'}.`;
  for (const group of GROUPS) because.push(...open(group).map((check) => sayOf(check, OPEN_WORDS[group])));
  return because;
}

/** The most urgent first. */
const GROUPS: readonly CheckGroup[] = ['immediate', 'comprehensive', 'criteria'];
const OPEN_WORDS: Record<CheckGroup, readonly [failed: string, waiting: string]> = {
  immediate: ['failed', 'not checked yet'],
  comprehensive: ['failed', 'not checked yet'],
  criteria: ['not met', 'not measured yet'],
};

/** What this person may do about one check. A measured one is measured again as a whole; nobody ticks it by hand. */
export function checkActions(check: CheckFacts, role: Role, isOpen: boolean): AllowedAction[] {
  if (!isOpen || check.state === 'waived') return [];
  const tick = action('tick', 'Confirm', 'Counts as met, by your name and with how you know.', { needsReason: true });
  const untick = action('untick', 'Not so', 'Counts as not met, by your name and with how you know.', {
    needsReason: true,
  });
  const waive = action(
    'waive',
    'Waive, with a reason',
    'The incident can be closed without it; the report shows your reason.',
    { needsReason: true },
  );
  const byHand =
    check.by === 'person' && mayDo(role, 'criterion.tick')
      ? check.state === 'passed'
        ? [untick]
        : [tick, untick].filter((a) => a.key === 'tick' || check.state === 'pending')
      : [];
  return [...byHand, ...(check.state !== 'passed' && mayDo(role, 'criterion.waive') ? [waive] : [])];
}

/** What can be measured, each as often as people like. */
export const VALIDATIONS: readonly { group: CheckGroup; key: string; label: string; about: string }[] = [
  {
    group: 'immediate',
    key: 'validate',
    label: 'Run immediate checks',
    about: 'Calls the endpoints and asks the database, once each.',
  },
  {
    group: 'comprehensive',
    key: 'validate-comprehensive',
    label: 'Run the comprehensive validation',
    about: 'Measures the six lines: round trips through the API, the bot, files and sign-in. Takes some seconds.',
  },
  {
    group: 'criteria',
    key: 'measure-criteria',
    label: 'Measure the criteria',
    about: 'Measures what a machine can measure; what people confirmed stays as they said.',
  },
];

/** What this person may do with the incident as a whole. */
export function incidentActions(
  incident: {
    state: 'open' | 'closed';
    hasFinishedRun: boolean;
    /** Groups of checks that the worker is measuring now. */
    measuring: readonly CheckGroup[];
    isTeamTold: boolean;
  },
  closeBlockedBy: readonly string[],
  role: Role,
): AllowedAction[] {
  if (incident.state === 'closed') return [];
  const list: AllowedAction[] = [];
  if (mayDo(role, 'incident.validate'))
    list.push(
      ...VALIDATIONS.map(({ group, key, label, about }) =>
        action(key, label, about, {
          isPrimary: incident.hasFinishedRun && closeBlockedBy.length > 0,
          disabledBecause: incident.measuring.includes(group) ? 'It is being measured.' : undefined,
        }),
      ),
    );
  if (mayDo(role, 'incident.close'))
    list.push(
      action('close', 'Close the incident', 'Ends the clock; the report is then complete but for what people write.', {
        isPrimary: closeBlockedBy.length === 0,
        disabledBecause: closeBlockedBy.length > 0 ? `Still open: ${closeBlockedBy[0]}` : undefined,
      }),
    );
  if (mayDo(role, 'incident.declare'))
    list.push(
      action('mark-told', 'I told the team', 'Records whom you told and over what; no step runs before that.', {
        needsReason: true,
        isPrimary: !incident.isTeamTold,
      }),
    );
  if (mayDo(role, 'incident.raise-severity'))
    list.push(
      action('change-severity', 'Change severity', 'Raising takes a reason; lowering takes a lead and a reason.', {
        needsReason: true,
      }),
    );
  return list;
}
