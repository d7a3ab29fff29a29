import { targetSchema } from '@/lib/contracts/inputs';
import type { TargetGrantsView } from '@/lib/contracts/target-hosts';
import { AppError } from '@/lib/domain/errors';
import { getGrantsView } from '@/lib/server/targets/get-hosts-view';
import { askHostLook } from '@/lib/server/targets/look-at-hosts';
import { type Answer, command } from '../command';
import type { Screen } from '../screen';
import { toGrants } from '../target-shapes';

const LIMIT_MS = 2 * 60_000;

export const grants = command({
  name: 'grants',
  args: [['<target>', 'its key']],
  about: "Compare what the console's role may do with what the procedures need, and print what is missing as SQL",
  details:
    'For administrators. Looks anew, changes nothing and runs none of the statements: an administrator of the server does.\nEnds with 7 where a step of a procedure would fail for the lack of a right.',
  examples: [
    ['npx rollback target grants replyx-production', 'a sentence each, and the statements that give exactly that'],
    ['npx rollback target grants replyx-production --json', 'the same as data'],
  ],
  run: async (at, [key]): Promise<Answer> => {
    const targetKey = key as string;
    await at.act(targetSchema, { targetKey }, askHostLook);
    at.screen.progress('The worker looks at the rights of its role');
    const look = () => at.read((me) => getGrantsView(me, targetKey), 'target');
    const view = await at.until(look, ({ isAsked }) => !isAsked, {
      timeoutMs: LIMIT_MS,
      what: 'The look at its rights',
    });
    if (view.advice === null)
      throw new AppError(
        'target_unavailable',
        `The rights on ${targetKey} cannot be told: its database did not answer.`,
        `See why with npx rollback target check ${targetKey}.`,
      );
    const isWell = !view.advice.isSuperuser && view.advice.lacks.every(({ isNeeded }) => !isNeeded);
    return { value: toGrants(view), print: (screen) => print(screen, view), exit: isWell ? 'ok' : 'unwell' };
  },
});

/** Sentences as SQL comments: what is printed can be read, changed and given to psql as it is. */
function print(screen: Screen, { key, advice }: TargetGrantsView): void {
  screen.clear();
  if (!advice) return;
  screen.heading(`Rights of ${advice.role} on ${key}`);
  if (advice.lacks.length === 0) screen.line("It has what the runbook's procedures need.");
  for (const { sentence, statements, isNeeded } of advice.lacks) {
    screen.line(['dim', `-- ${isNeeded ? 'Needed' : 'Worth having'}: ${sentence}`]);
    for (const statement of statements) screen.line(statement);
    screen.line('');
  }
  for (const sentence of advice.unknown) screen.line(['dim', `-- ${sentence}`]);
}
