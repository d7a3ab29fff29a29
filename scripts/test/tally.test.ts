import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  renderTally,
  sum,
  tallyOfCheck,
  tallyOfFaults,
  tallyOfHostile,
  tallyOfPlaywright,
  tallyOfVitest,
} from './tally';

function report(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'tally-')), 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('the closing line', () => {
  it('sums every suite', () => {
    const vitest = tallyOfVitest(report({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2 }), 1);
    const playwright = tallyOfPlaywright(report({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 } }), 0);
    expect(renderTally(sum([tallyOfCheck(0), vitest, playwright]))).toBe('9 passed, 1 failed, 2 skipped');
  });

  it('counts a fault that was lost, doubled, misclassified or never tried as a failure', () => {
    const well = { trials: 20, lost: 0, doubled: 0, misclassified: 0 };
    const faults = [
      well,
      { ...well, lost: 1 },
      { ...well, doubled: 1 },
      { ...well, misclassified: 1 },
      { ...well, trials: 0 },
      { ...well, trials: 0, notHere: 'no disk can be mounted' },
    ];
    expect(tallyOfFaults(report({ faults }), 1)).toEqual({ passed: 1, failed: 4, skipped: 1 });
    expect(tallyOfFaults('/no/such/report.json', 1).failed).toBe(1);
  });

  it('counts a hostile input as passed only where it is said that it held', () => {
    const inputs = [{ held: true }, { held: true }, { held: false }, {}, { held: 'yes' }];
    expect(tallyOfHostile(report({ inputs }), 1)).toEqual({ passed: 2, failed: 3, skipped: 0 });
    expect(tallyOfHostile('/no/such/report.json', 1).failed).toBe(1);
  });

  it('says nothing of skipped tests when there are none', () => {
    expect(renderTally(tallyOfCheck(0))).toBe('1 passed, 0 failed');
  });

  it('counts a run that broke before its tests as a failure', () => {
    expect(tallyOfVitest('/no/such/report.json', 1).failed).toBe(1);
    expect(tallyOfPlaywright(report({ stats: { expected: 4 } }), 1).failed).toBe(1);
  });
});
