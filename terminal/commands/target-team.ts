import type { z } from 'zod';
import { giveTargetSchema } from '@/lib/contracts/inputs';
import type { TeamView } from '@/lib/contracts/views';
import { listPeople } from '@/lib/server/people/list-people';
import { giveTarget } from '@/lib/server/people/manage-teams';
import { command } from '../command';
import { usageError } from '../errors';
import type { targetTeamShape } from '../target-shapes';

const EVERYBODY = 'everybody';

export const team = command({
  name: 'team',
  args: [
    ['<target>', 'its key'],
    ['<team>', `the team's key, or ${EVERYBODY}`],
  ],
  about: 'Give it to a team, whose people alone then see it and its incidents, or to everybody',
  details:
    'For administrators. Teams and who is in them are on the People page. It counts at once, also for who is at work there.',
  examples: [
    ['npx rollback target team replyx-production payments', 'nobody else sees it from now on'],
    ['npx rollback target team replyx-production everybody', 'as without teams'],
  ],
  run: async (at, [named, wanted]) => {
    const target = named as string;
    const { teams } = await at.read((me) => listPeople(me));
    const team = wanted === EVERYBODY ? null : findTeam(teams, wanted as string);
    await at.act(giveTargetSchema, { targetKey: target, teamId: team?.id ?? null }, giveTarget);
    const value: z.infer<typeof targetTeamShape> = { target, team: team?.key ?? null };
    return {
      value,
      print: (screen) => screen.line(`${target} belongs to ${team?.name ?? 'everybody'} now.`),
    };
  },
});

function findTeam(teams: readonly TeamView[], key: string): TeamView {
  const found = teams.find((one) => one.key === key);
  if (found) return found;
  const keys = [EVERYBODY, ...teams.map((one) => one.key)].join(', ');
  throw usageError(`There is no team ${key}. Nothing was changed.`, `Name one of these: ${keys}.`);
}
