import { z } from 'zod';
import type { AuditVerdict } from '@/lib/contracts/audit-view';
import { checklistKeySchema } from '@/lib/contracts/drill-plan';
import type { ContactsView } from '@/lib/contracts/message-view';
import type { TargetGrantsView, TargetHostsView } from '@/lib/contracts/target-hosts';
import { actionShape } from './shapes';

/** What `--json` prints as `value` of commands that print nothing but their own; the same promises as shapes.ts. */
const time = z.iso.datetime();

export const drillLineShape = z.strictObject({
  id: z.uuid(),
  week: z.int(),
  title: z.string(),
  procedure: z.string(),
  targetName: z.string(),
  scheduledFor: time,
  status: z.enum(['planned', 'due', 'overdue', 'running', 'done', 'cancelled']),
  result: z.strictObject({ tookMs: z.number(), targetMs: z.number(), isInTime: z.boolean() }).nullable(),
  finishedAt: time.nullable(),
  reason: z.string(),
  trouble: z.string().nullable(),
});
export const drillShape = drillLineShape.extend({
  target: z.string(),
  incident: z.string().nullable(),
  preparing: z.string().nullable(),
  checklist: z.array(
    z.strictObject({
      key: checklistKeySchema,
      title: z.string(),
      isDone: z.boolean(),
      by: z.enum(['machine', 'person']),
      sentence: z.string(),
    }),
  ),
  next: z.strictObject({ id: z.uuid(), title: z.string(), scheduledFor: time }).nullable(),
  actions: z.array(actionShape),
});
export const drillListShape = z.strictObject({
  month: z.string(),
  timeZone: z.string(),
  weeks: z.array(
    z.strictObject({
      week: z.int(),
      title: z.string(),
      days: z.string(),
      procedures: z.array(
        z.strictObject({ key: z.string(), title: z.string(), drilled: z.string(), isStale: z.boolean() }),
      ),
      drills: z.array(drillLineShape),
    }),
  ),
  history: z.array(drillLineShape),
});

export const sandboxShape = z.strictObject({
  target: z.string(),
  faults: z.array(
    z.strictObject({ key: z.string(), title: z.string(), effect: z.string(), isOn: z.boolean().nullable() }),
  ),
});

const figures = z.strictObject({
  count: z.int(),
  errors: z.int(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  perSecond: z.number(),
});
const comparedFigure = z.strictObject({
  before: z.number(),
  now: z.number(),
  percent: z.number(),
  isRegression: z.boolean(),
});
const measured = z.strictObject({ words: z.string(), measuredAt: z.string() });
export const compareShape = z.strictObject({
  before: measured,
  now: measured,
  queries: z.array(
    z.strictObject({
      key: z.string(),
      title: z.string(),
      figures: z.record(z.enum(['p50', 'p95', 'p99', 'perSecond']), comparedFigure).nullable(),
      missing: z.string(),
      regressions: z.array(z.string()),
    }),
  ),
  isRegression: z.boolean(),
  sentence: z.string(),
});
export const benchmarkShape = z.strictObject({
  id: z.uuid(),
  target: z.string(),
  state: z.enum(['done', 'failed', 'cancelled']),
  isBaseline: z.boolean(),
  durationMs: z.number(),
  warmUpMs: z.number(),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  error: z.string(),
  queries: z.record(z.string(), figures),
  comparison: compareShape.nullable(),
});

export const escalateShape = z.strictObject({
  incident: z.string(),
  levels: z.array(
    z.strictObject({
      level: z.int(),
      state: z.string(),
      because: z.string(),
      people: z.array(z.string()),
      startedAt: time.nullable(),
      dueAt: time.nullable(),
      option: z.string().nullable(),
      note: z.string(),
      actions: z.array(actionShape),
    }),
  ),
  startable: z.array(actionShape),
});
export const targetHostsShape = z.strictObject({
  target: z.string(),
  checkedAt: time.nullable(),
  hosts: z.array(
    z.strictObject({
      key: z.string(),
      roles: z.array(z.string()),
      where: z.string(),
      /** `local` for the machine of the worker; null where nobody has looked yet. */
      state: z.enum(['local', 'ok', 'not_pinned', 'changed', 'not_let_in', 'unreachable', 'lacking']).nullable(),
      pinned: z.string().nullable(),
      seen: z.string().nullable(),
      sentence: z.string(),
    }),
  ),
  problems: z.array(z.string()),
  /** As whom checks that only read run; `isSafe`: that role was seen to have no right to write. */
  reading: z.strictObject({ isSafe: z.boolean(), sentence: z.string() }),
});
const importLineShape = z.strictObject({ line: z.int(), key: z.string(), message: z.string() });
export const runbookImportShape = z.strictObject({
  key: z.string(),
  title: z.string(),
  label: z.string(),
  procedures: z.array(z.string()),
  refusals: z.array(importLineShape),
  notes: z.array(importLineShape),
  hash: z.string().nullable(),
  isKept: z.boolean(),
});

export const tellShape = z.strictObject({ incident: z.string() });

export const targetTeamShape = z.strictObject({ target: z.string(), team: z.string().nullable() });

export const contactsShape = z.strictObject({
  /** The number to call; null where the installation has set none. */
  hotline: z.string().nullable(),
  channels: z.array(
    z.strictObject({
      key: z.string(),
      kind: z.enum(['slack', 'email', 'hotline']),
      title: z.string(),
      address: z.string(),
      /** The console sends over it by itself; else people are told by people. */
      isConnected: z.boolean(),
      isForCustomers: z.boolean(),
    }),
  ),
  contacts: z.array(
    z.strictObject({
      key: z.string(),
      name: z.string(),
      notifiedFor: z.string(),
      phone: z.string(),
      email: z.string(),
    }),
  ),
});

export type Contacts = z.infer<typeof contactsShape>;

export function toContacts({ channels, contacts }: ContactsView): Contacts {
  const hotline = channels.find(({ kind }) => kind === 'hotline');
  return {
    hotline: hotline?.address || null,
    channels: channels.map(({ key, kind, title, address, isConnected, isForCustomers }) => {
      return { key, kind, title, address, isConnected, isForCustomers };
    }),
    contacts: contacts.map(({ key, name, notifiedFor, phone, email }) => ({ key, name, notifiedFor, phone, email })),
  };
}

export function toHosts({ key, at, hosts, problems, reading }: TargetHostsView): z.infer<typeof targetHostsShape> {
  return {
    target: key,
    checkedAt: at,
    hosts: hosts.map(({ key: host, roles, where, isRemote, pinned, look }) => ({
      key: host,
      roles,
      where,
      state: isRemote ? (look?.state ?? null) : 'local',
      pinned,
      seen: look?.seen ?? null,
      sentence: look?.sentence ?? '',
    })),
    problems,
    reading,
  };
}

export const targetGrantsShape = z.strictObject({
  target: z.string(),
  checkedAt: time.nullable(),
  role: z.string().nullable(),
  isSuperuser: z.boolean(),
  lacks: z.array(
    z.strictObject({
      key: z.string(),
      sentence: z.string(),
      /** Without it a step of a procedure fails. */
      isNeeded: z.boolean(),
      statements: z.array(z.string()),
    }),
  ),
  unknown: z.array(z.string()),
});

export function toGrants({ key, advice }: TargetGrantsView): z.infer<typeof targetGrantsShape> {
  return {
    target: key,
    checkedAt: advice?.at ?? null,
    role: advice?.role ?? null,
    isSuperuser: advice?.isSuperuser ?? false,
    lacks: advice?.lacks ?? [],
    unknown: advice?.unknown ?? [],
  };
}

export const outputShape = z.strictObject({
  incident: z.string(),
  step: z.string(),
  attempt: z.int(),
  lines: z.int(),
  bytes: z.int(),
  found: z.int().nullable(),
  file: z.string().nullable(),
  shown: z.array(z.strictObject({ number: z.int(), stream: z.enum(['stdout', 'stderr', 'note']), text: z.string() })),
});

export const auditVerdictShape = z.strictObject({
  isWhole: z.boolean(),
  /** How many chains were not looked at. */
  unchecked: z.int(),
  chains: z.array(
    z.strictObject({
      /** Null for the console's own chain. */
      incident: z.string().nullable(),
      isWhole: z.boolean(),
      atSeq: z.int().nullable(),
      because: z.string(),
      events: z.int(),
      anchors: z.int(),
    }),
  ),
  anchorProblems: z.array(z.string()),
  storeProblems: z.array(z.string()),
});
export const auditExportShape = z.strictObject({
  export: z.string(),
  incident: z.string().nullable(),
  file: z.string(),
});
export const secretsShape = z.strictObject({
  /** The fingerprint of the key that everything is under now. */
  to: z.string(),
  changed: z.record(z.string(), z.int()),
  left: z.array(z.string()),
});

export function toAuditVerdict(verdict: AuditVerdict): z.infer<typeof auditVerdictShape> {
  const { isWhole, unchecked, anchorProblems, storeProblems } = verdict;
  const chains = verdict.chains.map(({ code, isWhole: holds, atSeq, because, count, anchors }) => {
    return { incident: code, isWhole: holds, atSeq, because, events: count, anchors };
  });
  return { isWhole, unchecked, chains, anchorProblems, storeProblems };
}
