import { readReport } from './report';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

/** Sums what several suites have counted. */
export function sum(tallies: Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    NOTHING,
  );
}

/** One check that is not made of tests. */
export function tallyOfCheck(exitCode: number): Tally {
  return exitCode === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

/** What a Vitest run counted, from its JSON report. */
export function tallyOfVitest(file: string, exitCode: number): Tally {
  const report = readReport(file);
  return withFailure(exitCode, {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  });
}

/** What a Playwright run counted, from its JSON report. */
export function tallyOfPlaywright(file: string, exitCode: number): Tally {
  const stats = readReport(file)?.stats;
  return withFailure(exitCode, {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
  });
}

/** What a run of the fault matrix counted, from its JSON: a row that nothing was tried of has not held. */
export function tallyOfFaults(file: string, exitCode: number): Tally {
  const rows: { trials: number; lost: number; doubled: number; misclassified: number; notHere?: string }[] =
    readReport(file)?.faults ?? [];
  const here = rows.filter((row) => !row.notHere);
  const held = here.filter((row) => row.trials > 0 && row.lost + row.doubled + row.misclassified === 0).length;
  return withFailure(exitCode, { passed: held, failed: here.length - held, skipped: rows.length - here.length });
}

/** What feeding the hostile inputs came to, from its JSON: one counts as passed only where it is said that it held. */
export function tallyOfHostile(file: string, exitCode: number): Tally {
  const inputs: { held: boolean }[] = readReport(file)?.inputs ?? [];
  const held = inputs.filter((input) => input.held === true).length;
  return withFailure(exitCode, { ...NOTHING, passed: held, failed: inputs.length - held });
}

/** The last line that a test run prints. */
export function renderTally({ passed, failed, skipped }: Tally): string {
  const ending = skipped ? `, ${skipped} skipped` : '';
  return `${passed} passed, ${failed} failed${ending}`;
}

// A run that broke before or beside its tests (a file that does not load, a crash) counts none of them as failed.
function withFailure(exitCode: number, tally: Tally): Tally {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
