import type { Command } from '../command';
import { approve } from './approve';
import { close } from './close';
import { declare } from './declare';
import { health } from './health';
import { plan } from './plan';
import { report } from './report';
import { run } from './run';
import { sandbox } from './sandbox';
import { severity } from './severity';
import { status } from './status';
import { tell } from './tell';
import { validate } from './validate';

/** Every command, in the order of a rollback. A new one is one file and one line here. */
export const COMMANDS: readonly Command[] = [
  status,
  declare,
  tell,
  plan,
  approve,
  run,
  validate,
  close,
  report,
  severity,
  health,
  sandbox,
];
