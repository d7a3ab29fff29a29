import { randomUUID } from 'node:crypto';
import type { ThingKind } from '../auth/authorise-for';
import type { World } from './two-teams';

/** Fields that name something on a target. */
export const NAMES: Record<string, ThingKind> = {
  targetKey: 'target',
  incidentCode: 'incident',
  runId: 'run',
  stepId: 'step',
  approvalId: 'approval',
  reviewId: 'review',
  messageId: 'message',
  messageIds: 'message',
  checkId: 'check',
  drillId: 'drill',
  benchmarkId: 'benchmark',
  handOverId: 'handOver',
  followUpId: 'followUp',
};
/** Fields that name what is no target's: people, the runbook's procedures, a form's own key. */
export const OTHERS = [
  'personId',
  'ownerId',
  'teamId',
  'toId',
  'delegationId',
  'passkeyId',
  'exportId',
  'streamId',
  'tabId',
  'tokenId',
  'procedureKey',
  'requestKey',
  'key',
  'publicKey',
  'fingerprint',
];
export const NAMES_SOMETHING = /(?:Ids?|Key|Code|of)$/;
/** Parts of an address, likewise. */
export const PARAMS: Record<string, ThingKind> = {
  'incidents/[code]': 'incident',
  'reports/[code]': 'report',
  'targets/[key]': 'target',
  'approvals/[id]': 'approval',
  'drills/[id]': 'drill',
  'steps/[id]': 'step',
};
/** Addresses of what belongs to no target: an export, which is its maker's alone, and a kept version of a runbook. */
export const OF_NO_TARGET = ['audit/exports/[id]', 'runbooks/kept/[hash]'];
export const kindOf = (file: string) => Object.entries(PARAMS).find(([part]) => file.includes(`/${part}/`))?.[1];
/** Names of a kind that lead nowhere for the others: the real one, one of their own of another kind, none, and nonsense. */
export function foreignNames(kind: ThingKind, world: World, own: World): string[] {
  const isText = kind === 'target' || kind === 'incident' || kind === 'report';
  const crossed = isText ? (kind === 'target' ? own.incident : own.target) : kind === 'run' ? own.step : own.run;
  const none = isText ? `DB-ROLLBACK-20200101-${randomUUID()}` : randomUUID();
  return [world[kind], crossed, none, '\0', "' OR true --"];
}
