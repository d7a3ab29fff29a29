import { z } from 'zod';
import type { TargetGrantsView, TargetHostsView } from '@/lib/contracts/target-hosts';

/** What `--json` prints as `value` of the commands about a target; the same promises as shapes.ts. */
const time = z.iso.datetime();

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

export const targetTeamShape = z.strictObject({ target: z.string(), team: z.string().nullable() });

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
