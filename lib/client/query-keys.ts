/** Every cached answer has its key built here, so that news and screens mean the same thing. */
export const queryKeys = {
  now: () => ['now'] as const,
  guide: () => ['guide'] as const,
  procedures: () => ['procedures'] as const,
  approvals: () => ['approvals'] as const,
  waiting: () => ['waiting'] as const,
  approval: (id: string) => ['approval', id] as const,
  incident: (code: string) => ['incident', code] as const,
  /** Not below `health`: the next probe does not make the past stale. */
  healthBetween: (targetKey: string, from: string, to: string) => ['health-between', targetKey, from, to] as const,
  benchmarks: (targetKey: string) => ['benchmarks', targetKey] as const,
  health: (targetKey: string, minutes: number) => ['health', targetKey, minutes] as const,
};
