import type { GrantAdvice } from '@/lib/contracts/grants';

/** One sentence that says how the console's role stands. */
export function grantsWords({ role, isSuperuser, lacks }: GrantAdvice): string {
  if (isSuperuser) return `${role} can do everything on this server. The console needs far less.`;
  const needed = lacks.filter(({ isNeeded }) => isNeeded).length;
  if (lacks.length === 0) return `${role} has what the runbook's procedures need.`;
  if (needed === 0) return `${role} has what the procedures need; people would see or may do less while one runs.`;
  return `${role} lacks ${needed === 1 ? 'one right' : `${needed} rights`} without which procedures would stop.`;
}

/** All statements of the advice in their order, as they are given to psql. */
export const allStatements = ({ lacks }: GrantAdvice): string =>
  lacks.flatMap(({ statements }) => statements).join('\n');
