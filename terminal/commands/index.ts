import type { Command } from '../command';
import { approve } from './approve';
import { audit } from './audit';
import { benchmark } from './benchmark';
import { close } from './close';
import { compare } from './compare';
import { contacts } from './contacts';
import { declare } from './declare';
import { delegation } from './delegation';
import { drill } from './drill';
import { escalate } from './escalate';
import { followUp } from './follow-up';
import { handOver } from './hand-over';
import { health } from './health';
import { output } from './output';
import { plan } from './plan';
import { report } from './report';
import { restore } from './restore';
import { review } from './review';
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
  delegation,
  run,
  output,
  validate,
  review,
  close,
  report,
  followUp,
  severity,
  escalate,
  handOver,
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
