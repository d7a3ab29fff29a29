import 'server-only';
import { nextWindow, windowFacts, windowTimeWords } from '@/lib/domain/maintenance-window';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { storeNow } from '../../audit/append-event';
import { db } from '../../db';
import { type Look, one } from './look';

const KEY = 'maintenance-window';

/** When the plan is to run. The window that is found is part of the plan, so whoever approves sees and binds it. */
export const maintenanceWindow: Look = async ({ target, procedure }, args) => {
  const window = target.inventory.maintenanceWindow;
  const isForWindow = procedure.parameters.some(
    ({ type }) => type.kind === 'choice' && type.choices.some((c) => c.isWindow && c.value === one(args, 'when')),
  );
  const missing = 'An administrator adds "maintenanceWindow" to the target; or plan it for now, outside of a window.';
  if (!window)
    return {
      findings: [
        isForWindow
          ? block(KEY, 'This target has no maintenance window to wait for.', missing)
          : warn(KEY, 'It runs as soon as it is started; this target has no maintenance window.', missing),
      ],
    };
  // The start judges by it, too.
  const now = await storeNow(db());
  const time = nextWindow(window, now, procedure.estimateMinutes.to * 60_000);
  const words = windowTimeWords(window, time);
  if (isForWindow)
    return {
      facts: windowFacts(window, time),
      findings: [ok(KEY, `It starts in the maintenance window ${words}, not before.`)],
    };
  if (time.opens <= now) return { findings: [ok(KEY, `The maintenance window is open now: ${words}.`)] };
  const remedy = 'Plan it for the window, unless waiting costs users more than being cut off.';
  return { findings: [warn(KEY, `It runs outside of the maintenance window; the next one is ${words}.`, remedy)] };
};
