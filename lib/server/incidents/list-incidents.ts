import 'server-only';
import type { IncidentPage, IncidentSummary, Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { countIncidentRows, type IncidentFilter, readIncidentRows } from './incident-rows';
import { toIncidentSummaries } from './incident-summary';

const LIST_LIMIT = 200;
const PAGE = 50;

type Wanted = Pick<IncidentFilter, 'state' | 'isDrill'>;

/** The newest first, as many as a terminal prints and Now shows. */
export async function listIncidents(me: Me, wanted: Wanted = {}): Promise<IncidentSummary[]> {
  const person = await authorise(me, 'console.read');
  return toIncidentSummaries(await readIncidentRows(person, wanted, { limit: LIST_LIMIT }), person);
}

/** One page of them, newest first; `before` is the code of the last one on the page before it. */
export async function pageIncidents(me: Me, wanted: Wanted, before?: string): Promise<IncidentPage> {
  const person = await authorise(me, 'console.read');
  const [rows, count] = await Promise.all([
    readIncidentRows(person, wanted, { limit: PAGE + 1, before }),
    countIncidentRows(person, wanted),
  ]);
  const shown = rows.slice(0, PAGE);
  const older = rows.length > PAGE ? (shown.at(-1)?.code ?? null) : null;
  return { incidents: await toIncidentSummaries(shown, person), count, older, isFirst: before === undefined };
}
