import type { LeftIndex, SideStepKind, SideStepPlan } from '@/lib/contracts/side-step';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';

/**
 * A side step is one act beside the plan that everybody approved: it is rendered, hashed, approved by the right other
 * person, done once by the worker and recorded, without touching the plan. This file says which are offered and what
 * exactly each of them is.
 */
type Session = Extract<SideStepPlan['action'], { kind: 'end_session' }>['blocker'];
export type OfferedSession = Session & { keptBecause: string | null };

/** What the same request is recognised by, so that it is open once at a time. */
export const sessionSubject = ({ pid, backendStart }: Pick<Session, 'pid' | 'backendStart'>): string =>
  `session:${pid}:${backendStart}`;
export const indexSubject = ({ oid }: Pick<LeftIndex, 'oid'>): string => `index:${oid}`;
export const skipSubject = (stepId: string, epoch: number): string => `skip:${stepId}:${epoch}`;

export const SIDE_STEP_ACTIONS: Record<string, SideStepKind> = {
  'end-session': 'end_session',
  'drop-left-index': 'drop_index',
  'ask-skip': 'skip_step',
};

export type SideOffer = {
  sessions: readonly OfferedSession[];
  indexes: readonly LeftIndex[];
  /** Subjects that are asked for or under way. */
  open: readonly string[];
  /** Who has to approve, in words. */
  approver: string;
};

/** The requests that a step's driver may make about what is in its way, or was left behind by it. */
export function sideStepActions({ sessions, indexes, open, approver }: SideOffer): AllowedAction[] {
  const asked = (subject: string) => (open.includes(subject) ? 'It is asked for already.' : undefined);
  return [
    ...sessions.map((session) =>
      action(
        'end-session',
        `Ask to end process ${session.pid}`,
        `Ends exactly this session of ${session.application} (user ${session.user}) once ${approver} approves; what it has not committed is lost to it.`,
        {
          argument: `${session.pid}:${session.backendStart}`,
          needsReason: true,
          isDanger: true,
          disabledBecause: session.keptBecause ?? asked(sessionSubject(session)),
        },
      ),
    ),
    ...indexes.map((index) =>
      action(
        'drop-left-index',
        `Ask to remove the INVALID index ${index.name}`,
        `Drops exactly this index, which serves no query, without blocking anybody, once ${approver} approves.`,
        { argument: index.oid, needsReason: true, disabledBecause: asked(indexSubject(index)) },
      ),
    ),
  ];
}

type Base = Pick<SideStepPlan, 'runId' | 'step' | 'reason' | 'severity' | 'target'>;

/** What ending one session is, in the words and the statement that its approver reads. */
export function endSessionPlan(base: Base, session: Session): SideStepPlan {
  const { pid, backendStart, user, application, client, query } = session;
  const began = new Date(Number(backendStart) * 1000).toISOString();
  return {
    ...base,
    title: `End process ${pid} (${application})`,
    verb: 'End this session',
    about: `It holds a lock that ${base.step ? `“${base.step.title}”` : 'the rollback'} waits for. User ${user}, from ${client}; last statement: ${query || 'not shown'}`,
    effect: 'irreversible',
    where: `database ${base.target.fingerprint.database}`,
    display: `-- only while process ${pid} is the session that began at ${began}\nselect pg_terminate_backend(${pid})`,
    undo: 'What the session had not committed is rolled back and lost to it; its application connects again by itself or has to be told.',
    action: { kind: 'end_session', blocker: { pid, backendStart, user, application, client, query } },
  };
}

/** What removing one index is that was left INVALID. */
export function dropIndexPlan(base: Base, index: LeftIndex): SideStepPlan {
  const text = `drop index concurrently ${quoted(index.schema)}.${quoted(index.name)}`;
  return {
    ...base,
    title: `Remove the INVALID index ${index.name}`,
    verb: 'Drop the index',
    about: `An interrupted statement left it on ${index.table}: it costs every write and serves no query.`,
    effect: 'change',
    where: `database ${base.target.fingerprint.database}`,
    display: `-- only while it is the index with the oid ${index.oid}, and INVALID\n${text}`,
    undo: 'Nothing is lost: an INVALID index serves no query. Build it anew where it is wanted.',
    action: { kind: 'drop_index', index, text },
  };
}

/** What passing over a change is that is not confirmed. `display`: what would not have run. */
export function skipStepPlan(base: Base & { step: NonNullable<Base['step']> }, display: string): SideStepPlan {
  return {
    ...base,
    title: `Skip “${base.step.title}”`,
    verb: 'Skip the step',
    about:
      'The run goes on without this step, which changes the system and is not confirmed. The report shows the reason.',
    effect: 'change',
    where: base.target.key,
    display: display
      .split('\n')
      .map((line) => `-- left out: ${line}`)
      .join('\n'),
    undo: 'Another plan can run what was left out.',
    action: { kind: 'skip_step' },
  };
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
