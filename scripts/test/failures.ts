import { stripVTControlCharacters } from 'node:util';
import { readReport } from './report';

/** Of an error message, what fits beside its test: the rest stands where the test ran. */
const LINES = 6;

interface VitestFile {
  name: string;
  status: string;
  message?: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}
interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: { ok: boolean; title: string; file: string; tests: { results: { error?: { message?: string } }[] }[] }[];
}
interface Report {
  testResults?: VitestFile[];
  suites?: PlaywrightSuite[];
  errors?: { message?: string }[];
  faults?: { name: string; trials: number; lost: number; doubled: number; misclassified: number; notHere?: string }[];
  inputs?: { id: string; surface: string; expected: string; seen: string; held: boolean }[];
}

/**
 * What failed, by the JSON report of one suite, each with the first lines of why. The whole is printed once more at the very end of a
 * run: of a log as long as this one, a machine that keeps the tail alone would keep the names of the last suite only.
 */
export function listFailures(file: string): string[] {
  const report: Report = readReport(file) ?? {};
  return [
    ...(report.testResults ?? []).flatMap(ofVitest),
    ...(report.suites ?? []).flatMap(ofPlaywright),
    ...(report.errors ?? []).map(({ message }) => withReason('beside the tests', message)),
    ...(report.faults ?? []).filter(({ notHere }) => !notHere).flatMap(ofFault),
    ...(report.inputs ?? []).filter(({ held }) => held !== true).map(ofInput),
  ];
}

function ofVitest({ name, status, message, assertionResults }: VitestFile): string[] {
  const failed = assertionResults.filter((each) => each.status === 'failed');
  // A file that does not load has no tests to name.
  if (!failed.length) return status === 'failed' ? [withReason(name, message)] : [];
  return failed.map(({ fullName, failureMessages }) => withReason(`${name} › ${fullName}`, failureMessages[0]));
}

function ofPlaywright({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const here = specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) =>
      withReason(
        `${file} › ${title}`,
        tests.flatMap(({ results }) => results).find(({ error }) => error)?.error?.message,
      ),
    );
  return [...here, ...suites.flatMap(ofPlaywright)];
}

function ofFault({ name, trials, lost, doubled, misclassified }: NonNullable<Report['faults']>[number]): string[] {
  if (trials > 0 && lost + doubled + misclassified === 0) return [];
  return [withReason(name, `${trials} trials: ${lost} lost, ${doubled} doubled, ${misclassified} misclassified`)];
}

const ofInput = ({ id, surface, expected, seen }: NonNullable<Report['inputs']>[number]) =>
  withReason(`${id} (${surface})`, `expected ${expected}, seen ${seen}`);

function withReason(name: string, why = ''): string {
  const lines = stripVTControlCharacters(why)
    .split('\n')
    .filter((line) => line.trim())
    .slice(0, LINES);
  return [name, ...lines.map((line) => `    ${line}`)].join('\n');
}
