import 'server-only';
import type { Role } from '@/lib/contracts/runbook';
import { db } from '../db';
import { env } from '../env';

const ORDER: readonly Role[] = ['engineer', 'team_lead', 'executive', 'manager', 'administrator'];

/**
 * The made-up people of a demo, for its sign-in page; nobody anywhere else, whoever asks. Their addresses are printed in
 * the README and at every start of a demo, and nobody gets in by one: the password is not here.
 */
export async function listDemoPeople(): Promise<{ name: string; email: string; role: Role }[]> {
  if (!env().CONSOLE_IS_DEMO) return [];
  const rows = await db().person.findMany({
    where: { isDemo: true, isActive: true },
    select: { name: true, email: true, role: true },
  });
  const people = rows.map((row) => ({ ...row, role: row.role as Role }));
  return people.sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
}
