import { markToldSchema } from '@/lib/contracts/inputs';
import { markTold } from '@/lib/server/incidents/mark-told';
import { command } from '../command';
import { findIncident } from '../rooms';

export const tell = command<{ note: string }>({
  name: 'tell',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Record that you told the team: no step runs before that',
  options: (parser) => parser.requiredOption('--note <text>', 'whom you told and over what'),
  examples: [['npx rollback tell --note "Called Kim and Alex on the hotline"', 'in the only open incident']],
  run: async (at, [named], { note }) => {
    const incidentCode = await findIncident(at, named);
    await at.act(markToldSchema, { incidentCode, note }, markTold);
    return { value: { incident: incidentCode }, print: (screen) => screen.line(`Recorded in ${incidentCode}.`) };
  },
});
