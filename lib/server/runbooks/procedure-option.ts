import 'server-only';
import type { Parameter, Procedure } from '@/lib/contracts/runbook';
import type { Me, ParameterView, ProcedureOption } from '@/lib/contracts/views';
import { conditionsOf } from '@/lib/domain/conditions';
import { drilledWords, type LastDrill } from '@/lib/domain/drill-words';
import { nextWindow, windowTimeWords } from '@/lib/domain/maintenance-window';
import { estimateWords } from '@/lib/domain/words';
import { getLastDrills } from '../drills/last-drills';
import type { LoadedTarget } from '../targets/get-target';

/** Procedures as people choose them, with what the target offers for its parameters and lacks for its branches. */
export async function toProcedureOptions(
  procedures: readonly { procedure: Procedure; because: string }[],
  target: LoadedTarget | null,
  person: Me,
): Promise<ProcedureOption[]> {
  const last = await getLastDrills(person);
  return procedures.map(({ procedure, because }) =>
    toOption(procedure, because, target, last.get(procedure.key) ?? null),
  );
}

function toOption(
  procedure: Procedure,
  because: string,
  target: LoadedTarget | null,
  last: LastDrill | null,
): ProcedureOption {
  return {
    key: procedure.key,
    title: procedure.title,
    phase: procedure.phase,
    level: procedure.level ?? null,
    summary: procedure.summary,
    risk: procedure.risk,
    estimate: estimateWords(procedure.estimateMinutes),
    isOurEstimate: procedure.estimateMinutes.isOurs,
    because,
    drilled: drilledWords(last, new Date()),
    parameters: procedure.parameters.map((parameter) =>
      toParameterView(parameter, target, procedure.estimateMinutes.to),
    ),
    branches: branchesOf(procedure, target),
    notes: procedure.notes,
  };
}

function branchesOf(procedure: Procedure, target: LoadedTarget | null): ProcedureOption['branches'] {
  const offered = procedure.branches.filter((branch) => !branch.isAlternativeOnly);
  const branches = offered.map(({ key, title, about, needs, isWayBack }) => {
    const isMissing = needs !== undefined && target?.observed?.tools[needs] === false;
    const tool = needs === undefined ? undefined : target?.inventory.tools[needs];
    return {
      key,
      title,
      about,
      ...(isWayBack && { isWayBack }),
      unavailableBecause: isMissing
        ? `${tool?.title ?? needs} is not on this target. ${tool?.install ?? ''}`.trim()
        : undefined,
    };
  });
  // The way back is what nobody begins with, so it stands last.
  const rank = (one: (typeof branches)[number]) => (one.isWayBack ? 2 : 0) + (one.unavailableBecause ? 1 : 0);
  return branches.sort((a, b) => rank(a) - rank(b));
}

function windowDetail(target: LoadedTarget | null, minutes: number): string {
  const window = target?.inventory.maintenanceWindow;
  if (!window) return 'this target has none';
  return windowTimeWords(window, nextWindow(window, new Date(), minutes * 60_000));
}

function toParameterView(parameter: Parameter, target: LoadedTarget | null, minutes: number): ParameterView {
  const observed = target?.observed ?? null;
  const base = {
    key: parameter.key,
    title: parameter.title,
    help: parameter.help,
    kind: parameter.type.kind,
    when: conditionsOf(parameter.when),
  };
  if (parameter.type.kind === 'choice')
    return {
      ...base,
      default: parameter.default ?? parameter.type.choices[0]?.value ?? '',
      choices: parameter.type.choices.map(({ value, title, isWindow }) => ({
        value,
        title,
        ...(isWindow && { detail: windowDetail(target, minutes) }),
      })),
    };
  if (parameter.type.kind !== 'commit')
    return {
      ...base,
      default: parameter.default ?? '',
      choices: observed?.choices?.[parameter.type.choicesFrom] ?? [],
    };
  const commits = observed?.commits ?? [];
  const choices = commits.map((c) => ({
    value: c.id,
    title: `${c.id.slice(0, 7)} ${c.subject}`,
    detail: c.id === observed?.head ? `${c.at} · running now` : c.at,
  }));
  return { ...base, default: commits.find((c) => c.id !== observed?.head)?.id ?? '', choices };
}
