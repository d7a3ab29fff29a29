// A worker to be killed: starts one command and says which helper runs it. Arguments: the tag.
import { executeCommand } from './execute-command';
import { spawnerPid } from './spawner-client';

const script = "trap '' TERM; sleep 300 & sleep 300";
void executeCommand(
  { key: 'here', kind: 'local' },
  { argv: ['sh', '-c', `echo ready; ${script}`] },
  { timeoutMs: 600_000, tag: process.argv[2] ?? '', onOutput: () => process.send?.({ helper: spawnerPid() }) },
);
