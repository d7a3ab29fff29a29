import 'server-only';
import type { Me, PersonView } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { authorise } from '../auth/authorise';
import { db } from '../db';

export async function listPeople(me: Me): Promise<{ people: PersonView[]; canManage: boolean }> {
  const person = await authorise(me, 'console.read');
  const rows = await db().person.findMany({ orderBy: [{ isActive: 'desc' }, { name: 'asc' }] });
  return {
    people: rows.map(({ id, name, email, role, isActive }) => ({
      id,
      name,
      email,
      role: role as PersonView['role'],
      isActive,
    })),
    canManage: mayDo(person.role, 'people.manage'),
  };
}
