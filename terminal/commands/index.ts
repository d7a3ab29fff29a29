import type { Command } from '../command';
import { approve } from './approve';
import { audit } from './audit';
import { benchmark } from './benchmark';
import { close } from './close';
import { compare } from './compare';
import { contacts } from './contacts';
import { declare } from './declare';
import { drill } from './drill';
import { escalate } from './escalate';
import { health } from './health';
import { output } from './output';
import { plan } from './plan';
import { report } from './report';
import { restore } from './restore';
import { run } from './run';
import { runbook } from './runbook';
import { sandbox } from './sandbox';
import { secrets } from './secrets';
import { severity } from './severity';
import { status } from './status';
import { target } from './target';
import { tell } from './tell';
import { validate } from './validate';

/** Every command, in the order of a rollback. A new one is one file and one line here. */
export const COMMANDS: readonly Command[] = [
  status,
  declare,
  contacts,
  tell,
  plan,
  approve,
  run,
  output,
  validate,
  close,
  report,
  severity,
  escalate,
  restore,
  health,
  benchmark,
  compare,
  drill,
  runbook,
  sandbox,
  target,
  audit,
  secrets,
];
