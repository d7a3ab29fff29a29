import type { Lack } from '@/lib/contracts/grants';
import type { Finding } from '@/lib/contracts/plan';
import { block, ok } from './finding';

const KEY = 'privileges';

/** A right without which a step of the plan would fail half-way stops the plan; who may grant it reads how. */
export function judgePrivileges(role: string, lacks: readonly Lack[]): Finding {
  const needed = lacks.filter(({ isNeeded }) => isNeeded);
  if (needed.length === 0) return ok(KEY, `The console's role ${role} may do what the plan's statements do.`);
  return block(
    KEY,
    needed.map(({ sentence }) => sentence).join(' '),
    'Have an administrator of the server run these statements, then look again.',
    needed.flatMap(({ statements }) => statements),
  );
}
