import { Option } from 'commander';
import { changeSeveritySchema } from '@/lib/contracts/inputs';
import { type Severity, severitySchema } from '@/lib/contracts/runbook';
import { changeSeverity } from '@/lib/server/incidents/change-severity';
import { command } from '../command';
import { printHead } from '../print/room';
import { findIncident, readRoom } from '../rooms';
import { toIncident } from '../shapes';

export const severity = command<{ to: Severity; reason: string }>({
  name: 'severity',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Raise or lower the severity; a plan that waits or is approved is then made anew',
  details: 'Lowering is for team leads.',
  options: (parser) =>
    parser
      .addOption(
        new Option('--to <severity>', 'the new one').choices([...severitySchema.options]).makeOptionMandatory(),
      )
      .requiredOption('--reason <text>', 'the report shows it'),
  examples: [['npx rollback severity --to critical --reason "Rows are being lost"', 'in the only open incident']],
  run: async (at, [named], { to, reason }) => {
    const incidentCode = await findIncident(at, named);
    await at.act(changeSeveritySchema, { incidentCode, severity: to, reason }, changeSeverity);
    const room = await readRoom(at, incidentCode);
    return { value: toIncident(room), print: (screen) => printHead(screen, room) };
  },
});
