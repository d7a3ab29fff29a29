import path from 'node:path';
import type { Role } from '@/lib/contracts/runbook';
import { ensureSigningKey } from '@/lib/server/audit/signing-key';
import { hashPassword } from '@/lib/server/auth/passwords';
import { issueSetupToken } from '@/lib/server/auth/setup';
import { closeStore, db } from '@/lib/server/db';
import { env } from '@/lib/server/env';
import { adoptRunbook } from '@/lib/server/runbooks/adopt-runbook';

type SignIn = { name: string; email: string; role: string; password: string };
export type Seeded = { signIns?: SignIn[]; setupToken?: string; refusedRunbook?: string };

const DEMO_PEOPLE: { name: string; email: string; role: Role; words: string }[] = [
  { name: 'Demo Engineer', email: 'engineer@demo.example', role: 'engineer', words: 'engineer' },
  { name: 'Demo Lead', email: 'lead@demo.example', role: 'team_lead', words: 'team lead' },
  { name: 'Demo Executive', email: 'executive@demo.example', role: 'executive', words: 'executive' },
  { name: 'Demo Manager', email: 'manager@demo.example', role: 'manager', words: 'manager' },
  { name: 'Demo Administrator', email: 'admin@demo.example', role: 'administrator', words: 'administrator' },
];

/** What a store has to hold at every start: the runbook as it is on disk, and somebody who can sign in. */
export async function seed(): Promise<Seeded> {
  try {
    const refused = await adoptRunbook(path.resolve('runbooks/replyx'), path.resolve('sql'));
    const refusedRunbook = refused?.problems;
    await ensureSigningKey(null);
    if (env().CONSOLE_IS_DEMO) return { refusedRunbook, signIns: await seedDemoPeople() };
    return { refusedRunbook, setupToken: (await issueSetupToken()) ?? undefined };
  } finally {
    await closeStore();
  }
}

/** Only ever with the embedded store: an organisation's own store gets no person that it did not make. */
async function seedDemoPeople(): Promise<SignIn[]> {
  const password = env().CONSOLE_DEMO_PASSWORD;
  if (!password) throw new Error('CONSOLE_DEMO_PASSWORD is not set.');
  const missing = [];
  for (const person of DEMO_PEOPLE)
    if (!(await db().person.findUnique({ where: { email: person.email } }))) missing.push(person);
  if (missing.length > 0) {
    const passwordHash = await hashPassword(password);
    await db().person.createMany({
      data: missing.map(({ name, email, role }) => ({ name, email, role, passwordHash, isDemo: true })),
      skipDuplicates: true,
    });
  }
  return DEMO_PEOPLE.map(({ name, email, words }) => ({ name, email, role: words, password }));
}
