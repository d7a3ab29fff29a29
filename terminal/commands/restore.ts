import { collect, command } from '../command';
import { findIncident } from '../rooms';
import { makePlan, type PlanOptions } from './plan';

/** The full database restore of the runbook. */
const PROCEDURE = '1.4';
const BACKUP = 'backup';

export const restore = command<Omit<PlanOptions, 'procedure'> & { backup?: string }>({
  name: 'restore',
  args: [['[incident]', 'its code, or the end of it']],
  about: `Plan the full database restore: the same as npx rollback plan --procedure ${PROCEDURE}`,
  details: 'The last resort. It is approved and run like any other plan: npx rollback approve, then npx rollback run.',
  options: (parser) =>
    parser
      .option(
        '--backup <name>',
        'the backup, as the target lists it (default: the runbook’s, pre_optimization_backup.sql)',
      )
      .option('--set <key=value>', 'another parameter, such as where=in_place', collect)
      .option('--branch <key>', 'the way through it (default: the first that is possible)')
      .option('--ask', 'ask for approval of exactly this plan')
      .option('--note <text>', 'what the approver should know')
      .option('--wait', 'with --ask: wait until somebody has decided'),
  examples: [
    ['npx rollback restore', 'look first: backup, age, free disk; nothing is asked for'],
    ['npx rollback restore --backup pre_optimization_backup.sql --ask', 'and ask for approval'],
  ],
  run: async (at, [named], { backup, ...options }) => {
    const set = [...(options.set ?? []), ...(backup ? [`${BACKUP}=${backup}`] : [])];
    return makePlan(at, await findIncident(at, named), { ...options, set, procedure: PROCEDURE });
  },
});
