import type { LeftIndex, RunningCommand, SideStepKind, SideStepPlan } from '@/lib/contracts/side-step';
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
export const commandSubject = ({ tag }: Pick<RunningCommand, 'tag'>): string => `command:${tag}`;
export const indexSubject = ({ oid }: Pick<LeftIndex, 'oid'>): string => `index:${oid}`;
export const skipSubject = (stepId: string, epoch: number): string => `skip:${stepId}:${epoch}`;

export const SIDE_STEP_ACTIONS: Record<string, SideStepKind> = {
  'end-session': 'end_session',
  'end-command': 'end_command',
  'drop-left-index': 'drop_index',
  'ask-skip': 'skip_step',
};

export type SideOffer = {
  sessions: readonly OfferedSession[];
  indexes: readonly LeftIndex[];
  /** Absent where nothing that was lost sight of is seen to run. */
  commands?: readonly RunningCommand[];
  /** Subjects that are asked for or under way. */
  open: readonly string[];
  /** Who has to approve, in words. */
  approver: string;
};

/** The requests that a step's driver may make about what is in its way, or was left behind by it. */
export function sideStepActions({ sessions, indexes, commands = [], open, approver }: SideOffer): AllowedAction[] {
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
    ...commands.map((command) =>
      action(
        'end-command',
        `Ask to end it on ${command.host}`,
        `Ends exactly what this step started on ${command.where} (${pidWords(command)}) once ${approver} approves, and shows that it is gone. How far it came has to be looked at afterwards.`,
        {
          argument: command.tag,
          needsReason: true,
          isDanger: true,
          disabledBecause: asked(commandSubject(command)),
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

/** What ending one command is that was lost sight of and still runs on its host. */
export function endCommandPlan(base: Base, command: RunningCommand): SideStepPlan {
  const { where, tag, pids, machine } = command;
  const target = machine === null ? `-${pids[0]}` : pids.join(' ');
  return {
    ...base,
    title: `End the command on ${command.host} (${pidWords(command)})`,
    verb: 'End this command',
    about: `${base.step ? `“${base.step.title}”` : 'A step'} was lost sight of and still runs there.`,
    effect: 'irreversible',
    where,
    display: `# only while it is what the console started there as ${tag}: ${pidWords(command)}\nkill -TERM ${target}   # and -KILL where it is still there after 2 s`,
    undo: 'It cannot be taken up again where it was: what it has done until then stays done, and the probe looks at it afterwards.',
    action: { kind: 'end_command', command },
  };
}

/** "process group 4711" on a remote host, "pid 12 (sh), 13 (sleep)" here. */
export function pidWords({
  pids,
  machine,
  processes = [],
}: Pick<RunningCommand, 'pids' | 'machine' | 'processes'>): string {
  if (machine === null) return `process group ${pids[0]}`;
  const nameOf = (pid: number) => processes.find((one) => one.pid === pid)?.name;
  return `pid ${pids.map((pid) => (nameOf(pid) ? `${pid} (${nameOf(pid)})` : pid)).join(', ')}`;
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
