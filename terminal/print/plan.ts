import type { Effect, Finding, StepForecast } from '@/lib/contracts/plan';
import type { Screen, Style } from '../screen';

type PlannedStep = {
  title: string;
  effect: Effect;
  where: string;
  display: string;
  branch: string;
  undo?: string;
  plannedSkip?: string | null;
  forecast?: StepForecast | null;
};

const EFFECT_WORDS: Record<Effect, readonly [Style, string]> = {
  read: ['dim', 'only looks'],
  change: ['yellow', 'changes'],
  irreversible: ['red', 'cannot be taken back'],
};
const VERDICTS: Record<Finding['verdict'], readonly [Style, string]> = {
  ok: ['green', 'fine  '],
  warn: ['yellow', 'note  '],
  block: ['red', 'BLOCKS'],
};

/** What would run, in its order: the way that is taken first, then what runs only if a step fails. */
export function printSteps(
  screen: Screen,
  steps: readonly PlannedStep[],
  taken: string,
  branches: readonly { key: string; title: string }[] = [],
): void {
  const isTaken = (step: PlannedStep) => step.branch === 'main' || step.branch === taken;
  screen.heading('What runs');
  steps.filter(isTaken).forEach((step, at) => {
    printStep(screen, step, at + 1);
  });
  const others = [...new Set(steps.filter((step) => !isTaken(step)).map((step) => step.branch))];
  for (const key of others) {
    const title = branches.find((branch) => branch.key === key)?.title ?? key;
    screen.heading(`Only if the driver chooses it: ${title}`);
    steps
      .filter((step) => step.branch === key)
      .forEach((step, at) => {
        printStep(screen, step, at + 1);
      });
  }
}

function printStep(screen: Screen, step: PlannedStep, number: number): void {
  if (step.plannedSkip) {
    screen.line(`${number}. `, step.title, ['dim', ` · left out: ${step.plannedSkip}`]);
    return;
  }
  screen.line(`${number}. `, ['bold', step.title], ' · ', EFFECT_WORDS[step.effect], ` · ${step.where}`);
  screen.block(step.display, '     ', 'cyan');
  if (step.forecast && step.effect !== 'read') printForecast(screen, step.forecast);
  if (step.undo && step.effect !== 'read') screen.line(['dim', `     undo: ${step.undo}`]);
}

/** Whom it keeps waiting and for how long, what it touches, what users notice. */
function printForecast(screen: Screen, { usersNotice, lock, isBlocking, time, touches }: StepForecast): void {
  if (usersNotice) screen.line(`     users: ${usersNotice}`);
  if (lock) screen.line([isBlocking ? 'yellow' : 'dim', `     locks: ${lock}`]);
  screen.line(['dim', `     takes: ${time}`]);
  if (touches.length > 0) screen.line(['dim', `     touches: ${touches.join('; ')}`]);
}

/** What the preflight found, what blocks first. */
export function printFindings(screen: Screen, findings: readonly Finding[]): void {
  const order = ['block', 'warn', 'ok'];
  screen.heading('What the preflight found');
  for (const finding of [...findings].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))) {
    screen.line(VERDICTS[finding.verdict], `  ${finding.sentence}`);
    if (finding.remedy) screen.line(`        ${finding.remedy}`);
    if (finding.verdict !== 'ok') for (const detail of finding.details ?? []) screen.line(['dim', `        ${detail}`]);
  }
}
