import 'server-only';
import type { FollowUpFilter, FollowUpPage, FollowUpsNow, FollowUpsOfIncident } from '@/lib/contracts/follow-up';
import type { Me } from '@/lib/contracts/views';
import { dayIn } from '@/lib/domain/follow-ups';
import { mayDo } from '@/lib/domain/permissions';
import { mayReach } from '@/lib/domain/reach';
import { authorise } from '../auth/authorise';
import { authoriseToRead } from '../auth/authorise-for';
import { reachOfPerson } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { readPeople } from '../people/read-people';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { countFollowUps, matching, readFollowUps } from './follow-up-rows';

const PAGE = 50;
const ON_NOW = 5;
/** Of one incident nobody writes more. */
const OF_INCIDENT = 200;

/** The day that it is in the console's zone, which is the one of the monthly plan. */
async function today(): Promise<string> {
  const { content } = await getCurrentRunbook();
  return dayIn(new Date(), content.drills.timeZone);
}

/** One page of follow-ups; `after` is the id of the last one on the page before it. */
export async function listFollowUps(me: Me, filter: FollowUpFilter, after?: string): Promise<FollowUpPage> {
  const person = await authorise(me, 'console.read');
  const day = await today();
  const order = filter === 'done' ? 'done' : 'due';
  const [items, count] = await Promise.all([
    readFollowUps(person, matching(filter, person, day), { today: day, limit: PAGE + 1, after }, order),
    countFollowUps(person, day),
  ]);
  const shown = items.slice(0, PAGE);
  return {
    filter,
    items: shown,
    count,
    older: items.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
    isFirst: after === undefined,
  };
}

/** What Now shows until it is done: all of one's own, and what others of one's teams have let lie. */
export async function listFollowUpsNow(person: Me): Promise<FollowUpsNow> {
  const day = await today();
  const read = (which: 'mine' | 'rest') =>
    readFollowUps(person, matching(which, person, day), { today: day, limit: ON_NOW + 1 });
  const [mine, rest] = await Promise.all([read('mine'), read('rest')]);
  const isMore = mine.length > ON_NOW || rest.length > ON_NOW;
  return { mine: mine.slice(0, ON_NOW), overdue: rest.slice(0, ON_NOW), isMore };
}

/** Those of one incident, open ones first, with who may be given one. Null without such an incident. */
export async function getFollowUps(me: Me, code: string): Promise<FollowUpsOfIncident | null> {
  const person = await authoriseToRead(me, { report: code });
  const incident =
    person &&
    (await db().incident.findUnique({ where: { code }, select: { id: true, target: { select: { teamId: true } } } }));
  if (!incident) return null;
  const day = await today();
  const { teamId } = incident.target;
  const [items, everybody] = await Promise.all([
    readFollowUps(person, Prisma.sql`f."incidentId" = ${incident.id}::uuid`, { today: day, limit: OF_INCIDENT }),
    readPeople(),
  ]);
  const people = everybody.filter((one) => one.isActive && mayReach(reachOfPerson(one), teamId));
  return {
    incidentCode: code,
    items: items.toSorted((a, b) => Number(a.done !== null) - Number(b.done !== null)),
    people: people.map(({ id, name }) => ({ id, name })),
    me: person.id,
    canWrite: mayDo(person.role, 'report.write'),
    today: day,
  };
}
