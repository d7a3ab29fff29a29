import { AppError } from './errors';

/** One thing that is wrong in a runbook's files: where it stands, under which key, and a sentence. */
export type RunbookProblem = { file: string; line: number; key: string; message: string };

/** A runbook that cannot be used, with everything that is wrong with it: nobody should have to mend it one try at a time. */
export class RunbookError extends AppError {
  readonly problems: readonly RunbookProblem[];

  constructor(problems: readonly RunbookProblem[]) {
    const remedy = 'Mend the files at the lines named, then load the runbook again; nothing was stored.';
    super('invalid_input', problems.map(describeProblem).join('\n'), remedy);
    this.name = 'RunbookError';
    this.problems = problems;
  }
}

/** `procedures/1.1-code-deployment.yaml:14 steps[2].step.timeoutSeconds: …` */
export function describeProblem(problem: RunbookProblem): string {
  const key = problem.key === '' ? '' : ` ${problem.key}`;
  return `${problem.file}:${problem.line}${key}: ${problem.message}`;
}
