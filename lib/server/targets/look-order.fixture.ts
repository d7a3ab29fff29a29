import { closeStore } from '../db';
import { stopSpawner } from './execute-command';
import { performFaultLook } from './look-at-faults';
import { observeTarget } from './observe-target';

/** One look at a target from a process of its own, as another worker would take it. */
const [what, targetId = ''] = process.argv.slice(2);
if (what === 'faults') await performFaultLook({ targetId });
else await observeTarget({ targetId });
await stopSpawner();
await closeStore();
