import type { Finding } from '@/lib/contracts/plan';

export type FindingGroup = { verdict: Finding['verdict']; title: string; findings: Finding[] };

const TITLES: Record<Finding['verdict'], (count: number) => string> = {
  block: (count) => (count === 1 ? 'One thing has to be mended first' : `${count} things have to be mended first`),
  warn: (count) => (count === 1 ? 'One thing to know' : `${count} things to know`),
  ok: (count) => (count === 1 ? 'One thing is as it should be' : `${count} things are as they should be`),
};

/** What blocks first, what warns next, what is well last; empty groups are left out. */
export function groupFindings(findings: Finding[]): FindingGroup[] {
  return (['block', 'warn', 'ok'] as const)
    .map((verdict) => ({ verdict, findings: findings.filter((finding) => finding.verdict === verdict) }))
    .filter((group) => group.findings.length > 0)
    .map((group) => ({ ...group, title: TITLES[group.verdict](group.findings.length) }));
}
