import { beforeAll, expect, it } from 'vitest';
import { readShippedRunbook, type Shipped } from '../testing/shipped-runbook';

let shipped: Shipped;
beforeAll(async () => {
  shipped = await readShippedRunbook();
});

it('each validation belongs where the guide puts it, in minutes after the rollback', () => {
  expect(shipped.runbook.validation).toEqual({
    immediate: { from: 0, to: 5 },
    comprehensive: { from: 5, to: 15 },
    baseline: { from: 15, to: 30 },
  });
});
