import 'server-only';

/** Names one attempt of a step on the far side: in pg_stat_activity, in process lists, in status files. */
export function tagOf({ step }: { step: { id: string; epoch: number } }): string {
  return `rollback-${step.id.slice(0, 13)}-${step.epoch}`;
}
