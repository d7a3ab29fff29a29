import type { ParameterView, ProcedureOption, RoomView } from '@/lib/contracts/views';
import { usageError } from './errors';
import type { Screen } from './screen';

export type Choice = { procedure?: string; branch?: string; set?: string[] };
const SHORTEST_ID = 7;

/** The procedure's own defaults, as the room's form begins with them, and what was given instead. */
export function chooseProcedure(room: RoomView, { procedure: key, branch, set = [] }: Choice) {
  const procedure = room.procedures.find((option) => option.key === key);
  if (!procedure) {
    const keys = room.procedures.map((option) => option.key).join(', ');
    throw usageError(`There is no procedure ${key} for this incident.`, keys ? `There are: ${keys}.` : '');
  }
  // The first is the one to begin with, the way back the last: where a tool is missing, the preflight says so, and the
  // opposite is never planned instead.
  const way = branch ?? procedure.branches[0]?.key;
  const defaults = Object.fromEntries(procedure.parameters.map((parameter) => [parameter.key, parameter.default]));
  return {
    incidentCode: room.incident.code,
    procedureKey: procedure.key,
    branch: way ?? 'main',
    parameters: { ...defaults, ...readParameters(set, procedure) },
  };
}

function readParameters(set: readonly string[], procedure: ProcedureOption): Record<string, string> {
  return Object.fromEntries(
    set.map((text) => {
      const at = text.indexOf('=');
      const parameter = procedure.parameters.find(({ key }) => key === text.slice(0, Math.max(0, at)));
      if (parameter) return [parameter.key, wholeValue(parameter, text.slice(at + 1))];
      const known = procedure.parameters.map(({ key }) => `${key}=…`).join(', ');
      throw usageError(
        `--set ${text} names no parameter of procedure ${procedure.key}.`,
        known ? `It has: ${known}` : 'It has none.',
      );
    }),
  );
}

/** The beginning of an id stands for the one that the target lists; the plan then shows, and binds, the whole id. */
function wholeValue({ choices }: ParameterView, given: string): string {
  const found = choices.filter(({ value }) => value.startsWith(given));
  return given.length >= SHORTEST_ID && found.length === 1 ? (found[0]?.value as string) : given;
}

/** What can be chosen in this incident, the best fit first. */
export function printProcedures(screen: Screen, procedures: readonly ProcedureOption[]): void {
  if (procedures.length === 0) screen.line('Nothing can be chosen: the incident is closed.');
  for (const one of procedures) {
    screen.heading(`${one.key} ${one.title} (${one.estimate}, ${one.drilled})`);
    screen.line(`  ${one.summary}`);
    if (one.because) screen.line(`  ${one.because}`);
    for (const branch of one.branches) {
      const isOnly = one.branches.length === 1;
      if (!isOnly) screen.line('  --branch ', ['bold', branch.key], `  ${branch.unavailableBecause ?? branch.title}`);
    }
    for (const parameter of one.parameters) printParameter(screen, parameter);
  }
}

function printParameter(screen: Screen, { key, title, help, default: first, choices }: ParameterView): void {
  screen.line('  --set ', ['bold', `${key}=…`], `  ${title}. ${help}`);
  for (const { value, title: words, detail } of choices.slice(0, 8))
    screen.line(['dim', `      ${value === first ? '*' : ' '} ${value}  ${words}${detail ? `, ${detail}` : ''}`]);
}
