import 'server-only';
import type { News } from './audit/append-event';
import { db } from './db';

/** Events after which people reach other things than before. */
export const REACH_CHANGES: readonly string[] = ['team.joined', 'team.left', 'target.team_changed', 'person.changed'];

type Hint = Exclude<News, { kind: 'news' }>;
type Teams = { ofTarget: ReadonlyMap<string, string>; ofKey: ReadonlyMap<string, string> };

/** Of what is not there, or not any more: a team that nobody is in. */
const NOBODYS = 'nobody';

/** Which target a step or an incident is on never changes: remembered for so many, those asked for last. */
const REMEMBERED = 2_000;
const targets = new Map<string, string>();

/**
 * Whose a hint is: the team of its target, or null where everybody may hear it. The targets that have a team are read
 * once and again after a change of hands; what leads to a target is asked for once a process, not once a hint. Where no
 * target has a team, nothing is asked at all.
 */
export class NewsTeams {
  #teams: Promise<Teams> | null = null;

  /** To be called before anything is told that came after a change. */
  forget(): void {
    this.#teams = null;
  }

  async of(hint: Hint): Promise<string | null> {
    this.#teams ??= readTeams();
    const mine = this.#teams;
    mine.catch(() => {
      if (this.#teams === mine) this.#teams = null;
    });
    const { ofTarget, ofKey } = await mine;
    if (ofTarget.size === 0) return null;
    if ('targetKey' in hint) return ofKey.get(hint.targetKey) ?? null;
    const targetId = await targetOf(hint);
    return targetId === null ? NOBODYS : (ofTarget.get(targetId) ?? null);
  }
}

async function readTeams(): Promise<Teams> {
  const rows = await db().target.findMany({
    where: { teamId: { not: null } },
    select: { id: true, key: true, teamId: true },
  });
  return {
    ofTarget: new Map(rows.map(({ id, teamId }) => [id, teamId as string])),
    ofKey: new Map(rows.map(({ key, teamId }) => [key, teamId as string])),
  };
}

async function targetOf(hint: Exclude<Hint, { targetKey: string }>): Promise<string | null> {
  const name = hint.kind === 'output' ? hint.stepId : hint.incidentCode;
  const known = targets.get(name);
  if (known !== undefined) return known;
  const found =
    hint.kind === 'output'
      ? (await db().step.findUnique({ where: { id: name }, select: { run: { select: { targetId: true } } } }))?.run
      : await db().incident.findUnique({ where: { code: name }, select: { targetId: true } });
  // Not remembered: it may be there later.
  if (!found) return null;
  targets.set(name, found.targetId);
  for (const oldest of targets.keys()) if (targets.size > REMEMBERED) targets.delete(oldest);
  return found.targetId;
}
