import { z } from 'zod';
import { checklistKeySchema } from '@/lib/contracts/drill-plan';
import type { ContactsView } from '@/lib/contracts/message-view';
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

export const handOverShape = z.strictObject({
  incident: z.string(),
  lead: z.string(),
  driver: z.string().nullable(),
  /** Asked, and not answered yet. */
  waiting: z.array(
    z.strictObject({
      kind: z.enum(['incident', 'wheel']),
      from: z.string(),
      to: z.string(),
      note: z.string(),
      offeredAt: time,
      actions: z.array(actionShape),
    }),
  ),
  actions: z.array(actionShape),
  /** From what is known, for whoever hands it over to write on. */
  note: z.string(),
});

export const tellShape = z.strictObject({ incident: z.string() });

export const followUpShape = z.strictObject({
  id: z.uuid(),
  text: z.string(),
  owner: z.string(),
  /** A day of the console's zone. */
  dueOn: z.iso.date(),
  standing: z.enum(['overdue', 'today', 'open', 'done']),
  doneBy: z.string().nullable(),
  doneAt: time.nullable(),
  note: z.string(),
  incident: z.string(),
});
export const followUpListShape = z.strictObject({
  filter: z.enum(['open', 'mine', 'overdue', 'done']),
  count: z.strictObject({ open: z.int(), mine: z.int(), overdue: z.int(), done: z.int() }),
  isMore: z.boolean(),
  followUps: z.array(followUpShape),
});

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
