import type { Condition, Part, Procedure, ProcedureStep } from '@/lib/contracts/runbook';
import { COMMON } from './branches';
import { conditionsOf } from './conditions';
import { fixParameters } from './fix-parameters';
import { factsOf } from './runbook-looks';

type Placed = Procedure['steps'][number];
type Branch = Procedure['branches'][number];
type Look = Procedure['preflight'][number];

/** The set that a run of a procedure made of others is on as long as its driver goes on from phase to phase. */
const GO_ON = 'go-on/yes';
/** Leaves every part that is still to come. */
export const FINISH = 'finish';

/** A name of a part's own (parameter, fact) among those of the others. */
export function nameInPart(part: string, name: string): string {
  return `p${part.replace('.', '_')}_${name}`;
}

/**
 * A procedure that is made of others, written out: one flat procedure whose steps, branches, parameters and looks are
 * those of its parts, each under a name of its own. So one plan holds them all, one approval binds it, and nothing that
 * reads a procedure has to know of parts. A procedure without parts comes back as it is.
 */
export function expandProcedure(procedure: Procedure, all: readonly Procedure[]): Procedure {
  const parts = (procedure.parts ?? []).flatMap((part) => {
    const of = all.find((one) => one.key === part.procedure);
    return of ? [{ part, of: fixParameters(of, part.fixed) }] : [];
  });
  if (parts.length === 0) return procedure;
  const taken = [GO_ON, ...parts.flatMap(({ part }) => [`${part.procedure}/${part.branch}`, commonOf(part)])].join(' ');
  const own = (isBack: boolean) => procedure.steps.filter((s) => isWayBackStep(s, procedure.branches) === isBack);
  return {
    ...procedure,
    parameters: [...procedure.parameters, ...parts.flatMap((p) => partParameters(p.part, p.of))],
    branches: [
      ...procedure.branches.map((branch) => (branch.isWayBack ? branch : { ...branch, key: taken })),
      {
        key: FINISH,
        title: 'Stop here: it is healthy',
        about: 'Leaves the phases that are still to come.',
        isAlternativeOnly: true,
      },
      ...parts.flatMap((p) => partBranches(p.part, p.of)),
    ],
    preflight: [...procedure.preflight, ...parts.flatMap((p) => partLooks(p.part, p.of, procedure.preflight))],
    steps: [
      ...parts.flatMap((p, index) => [...forward(p.part, p.of), ...decision(p.part, parts[index + 1]?.part)]),
      ...own(false),
      ...parts.toReversed().flatMap((p) => backward(p.part, p.of, false)),
      ...parts.toReversed().flatMap((p) => backward(p.part, p.of, true)),
      ...own(true),
    ],
    followUps: [...procedure.followUps, ...parts.flatMap((p) => partFollowUps(p.part, p.of))],
  };
}

const commonOf = (part: Part) => `common-${part.procedure}/yes`;
const isWayBackStep = ({ branch }: Placed, branches: readonly Branch[]) =>
  branches.some((b) => b.isWayBack && b.key === branch);

function forward(part: Part, of: Procedure): Placed[] {
  const steps = of.steps.filter((step) => !isWayBackStep(step, of.branches));
  return steps.map(({ branch, step }) => ({
    branch: branch === undefined || branch === COMMON ? commonOf(part) : `${part.procedure}/${branch}`,
    step: partStep(step, part, of),
  }));
}

/**
 * In one branch whatever the part's own was called: the way back of the whole is the parts' ways back, last first. What
 * only looks comes after all changes, since it expects what was there before any part began.
 */
function backward(part: Part, of: Procedure, isRead: boolean): Placed[] {
  const steps = of.steps.filter((s) => isWayBackStep(s, of.branches) && (s.step.effect === 'read') === isRead);
  return steps.map(({ step }) => ({ branch: 'way-back', step: partStep(step, part, of) }));
}

function partStep(step: ProcedureStep, part: Part, of: Procedure): ProcedureStep {
  const renamed = { ...rename(step, part), ...(step.kind === 'script' && { text: step.text }) };
  const own = (fact: string) => nameInPart(part.procedure, fact);
  return {
    ...renamed,
    key: `p${part.procedure.replace('.', '-')}-${step.key}`,
    group: `${of.key} ${of.title}`,
    when: partWhen(step.when, part),
    alternatives: step.alternatives.map((branch) => `${part.procedure}/${branch}`),
    ...(renamed.needsFact !== undefined && { needsFact: own(renamed.needsFact) }),
    ...(renamed.kind === 'sql' && renamed.timedBefore !== undefined && { timedBefore: own(renamed.timedBefore) }),
  };
}

function partWhen(when: Condition | Condition[] | undefined, part: Part): Condition[] {
  const own = conditionsOf(when).map((c) => ({ ...c, parameter: nameInPart(part.procedure, c.parameter) }));
  return [...conditionsOf(part.when), ...own];
}

/** Every `{name}` below a value becomes the part's own. `{stamp}` is the plan's and the same for all. */
function rename<T>(value: T, part: Part): T {
  if (typeof value === 'string')
    return value.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) =>
      name === 'stamp' ? whole : `{${nameInPart(part.procedure, name)}}`,
    ) as T;
  if (Array.isArray(value)) return value.map((item) => rename(item, part)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item, part)])) as T;
}

function partParameters(part: Part, of: Procedure): Procedure['parameters'] {
  return of.parameters.map((parameter) => ({
    ...parameter,
    key: nameInPart(part.procedure, parameter.key),
    title: `${of.key} ${of.title}: ${parameter.title}`,
    when: partWhen(parameter.when, part),
  }));
}

function partBranches(part: Part, of: Procedure): Branch[] {
  return of.branches
    .filter((branch) => !branch.isWayBack && branch.key !== COMMON && branch.key !== part.branch)
    .map((branch) => ({ ...branch, key: `${part.procedure}/${branch.key}`, isAlternativeOnly: true }));
}

/** With the arguments as the part wrote them: a look is taken in the part's own words (`part`), and a general one once. */
function partLooks(part: Part, of: Procedure, own: Procedure['preflight']): Procedure['preflight'] {
  const isTaken = (look: Look) => own.some((one) => one.look === look.look && isGeneral(one)) && isGeneral(look);
  const looks = of.preflight.filter((look) => !isTaken(look));
  return looks.map((look) => ({ ...look, part: part.procedure, when: partWhen(look.when, part) }));
}

const isGeneral = (look: Look) => Object.keys(look.arguments).length === 0 && factsOf([look]).length === 0;

function partFollowUps(part: Part, of: Procedure): Procedure['followUps'] {
  return of.followUps.map(({ when, text }) => ({
    text: rename(text, part),
    when: when && {
      ...when,
      ...(when.branch && { branch: `${part.procedure}/${when.branch}` }),
      ...(when.parameter && { parameter: nameInPart(part.procedure, when.parameter) }),
    },
  }));
}

/** Between two phases the driver looks, and says whether it is enough. */
function decision(part: Part, next: Part | undefined): Placed[] {
  if (!next || next.phase === part.phase) return [];
  return [
    {
      branch: GO_ON,
      step: {
        kind: 'manual',
        key: `decide-after-phase-${part.phase}`,
        title: `Is the system healthy after phase ${part.phase}?`,
        verb: 'Not yet: go on with the next phase',
        about:
          'The strip above shows what users see. If they are well, the phases that are still to come can stay as they are.',
        effect: 'read',
        instruction:
          'Look at the error rate and the latency over the last minute. Stop here if users are well again, else go on.',
        group: 'Decision',
        estimateSeconds: 60,
        timeoutSeconds: 14_400,
        worksWhen: 'its driver has decided',
        undo: 'Nothing to undo, it is a decision.',
        postcondition: [],
        alternatives: [FINISH],
        when: conditionsOf(part.when),
      },
    },
  ];
}
