import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFailures } from './failures';

function report(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'failures-')), 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const result = (status: string, fullName: string, failureMessages: string[] = []) => ({
  status,
  fullName,
  failureMessages,
});

describe('what failed, at the end of a run', () => {
  it('names each test that failed and the first lines of why, and none that passed', () => {
    const assertionResults = [
      result('passed', 'holds'),
      result('failed', 'breaks', ['\u001b[31mAssertionError\n\n  at x']),
    ];
    expect(listFailures(report({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults }] }))).toEqual([
      'a.test.ts › breaks\n    AssertionError\n      at x',
    ]);
  });

  it('names a file that does not load', () => {
    const file = { name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] };
    expect(listFailures(report({ testResults: [file] }))).toEqual(['a.test.ts\n    no such module']);
  });

  it('finds a story however deep it is nested', () => {
    const spec = (ok: boolean, title: string) => ({
      ok,
      title,
      file: 'a.spec.ts',
      tests: [{ results: [{ error: { message: 'Test timeout' } }] }],
    });
    const suites = [{ specs: [spec(true, 'holds')], suites: [{ specs: [spec(false, 'breaks')] }] }];
    expect(listFailures(report({ suites }))).toEqual(['a.spec.ts › breaks\n    Test timeout']);
  });

  it('names a fault that was doubled or never tried, and not one that cannot be made here', () => {
    const well = { name: 'well', trials: 2, lost: 0, doubled: 0, misclassified: 0 };
    const faults = [
      well,
      { ...well, name: 'twice', doubled: 1 },
      { ...well, name: 'never', trials: 0 },
      { ...well, name: 'elsewhere', trials: 0, notHere: 'no disk' },
    ];
    expect(listFailures(report({ faults })).map((line) => line.split('\n')[0])).toEqual(['twice', 'never']);
  });

  it('names a hostile input that did not hold', () => {
    const input = { id: '7', surface: 'HTTP', expected: 'R', seen: 'D', held: false };
    expect(listFailures(report({ inputs: [input, { ...input, id: '8', held: true }] }))).toEqual([
      '7 (HTTP)\n    expected R, seen D',
    ]);
  });

  it('has nothing to name without a report', () => {
    expect(listFailures('/no/such/report.json')).toEqual([]);
  });
});
