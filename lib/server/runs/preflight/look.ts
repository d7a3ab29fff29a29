import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import type { Connect, Procedure, Severity } from '@/lib/contracts/runbook';
import { alreadySo } from '@/lib/domain/preflight/finding';
import { isAllMaintenance, sqlStepsOnWay } from '@/lib/domain/preflight/general-looks';
import { readSqlFile } from '@/lib/domain/runbook-sql';
import type { StatementKind } from '@/lib/domain/sql-policy';
import { type SqlCatalogue, sqlRenderer } from '../../runbooks/sql-catalogue';
import { querySql } from '../../targets/execute-sql';
import { type ReachableTarget, sqlTargetOf } from '../../targets/get-target';
import { runBinding } from '../run-binding';

/** What a look is given: it reads a target and never changes it. */
export type LookContext = {
  target: ReachableTarget;
  incidentId: string;
  severity: Severity;
  procedure: Procedure;
  branch: string;
  parameters: Record<string, string>;
  catalogue: SqlCatalogue;
  /** YYYYMMDD_HHMMSS of this planning, as the plan's `{stamp}`; empty where the procedure names nothing with it. */
  stamp: string;
  tag: string;
  /** Set where the procedure is a part of another: what the parts before it will have left by then, as far as it is known. */
  part?: { phase: number; given: { alembic_revision?: string } };
  /** Set where the plan goes on from an ended run, which has done some of it. */
  isResumed?: true;
};
export type LookArguments = Record<string, string | string[]>;
/** Facts are what the plan's words and undo need; missing tools decide which steps can be in the plan. */
export type Looked = {
  findings: Finding[];
  facts?: Record<string, string>;
  /** Facts of what is there now, which hold where a way back is planned alone, too: the last run's do not replace them. */
  presentFacts?: Record<string, string>;
  /** Facts that were looked for in vain: why, for the words of steps that need them and are left out. */
  missingFacts?: Record<string, string>;
  missingTools?: string[];
  /** The SQL that a command of the plan says it will run, by the command's name: for what is said of its locks. */
  scripts?: Record<string, string>;
  /** Facts that hold in the run alone that found them: one that is planned later must not take them from it. */
  ofItsRun?: string[];
};
export type Look = (context: LookContext, args: LookArguments) => Promise<Looked>;

const LOOK_TIMEOUT_MS = 10_000;

/** Rows of one file of the catalogue, read from the target. */
export async function query<Row extends object = Record<string, unknown>>(
  context: LookContext,
  file: string,
  parameters: Record<string, string | string[]> = {},
  connect: Connect = 'target',
): Promise<Row[]> {
  const statement = (await sqlRenderer(context.catalogue))(file, parameters);
  return querySql<Row & Record<string, unknown>>(sqlTargetOf(context.target, connect), statement, {
    timeoutMs: LOOK_TIMEOUT_MS,
    applicationName: context.tag,
  });
}

/** A binding's standard output, trimmed (`text`) and as it came (`output`), or a sentence why there is none. */
export async function ask(
  context: LookContext,
  command: string,
  args: Record<string, string> = {},
  timeoutMs?: number,
): Promise<{ isOk: boolean; text: string; output: string; why: string }> {
  if (!context.target.inventory.commands[command])
    return { isOk: false, text: '', output: '', why: `the inventory has no command "${command}"` };
  const { result } = await runBinding({ target: context.target, tag: context.tag }, command, args, timeoutMs);
  const isOk = result.ending === 'exited' && result.exitCode === 0;
  const why = isOk
    ? ''
    : (result.stderr.trim().split('\n').at(-1) ?? '') || result.error || `exit code ${result.exitCode}`;
  return { isOk, text: result.stdout.trim(), output: result.stdout, why };
}

/** Where a look at the server as a whole connects to: a plan that swaps databases may find none under the target's name. */
export const connectOf = (context: LookContext): Connect => (isAllMaintenance(context) ? 'maintenance' : 'target');

/** What the SQL steps of the plan's first way are, by the headers of their files. */
export function statementsOnWay(context: LookContext): StatementKind[] {
  const files = [...new Set(sqlStepsOnWay(context).map(({ file }) => file))];
  return files.flatMap((file) => {
    const text = context.catalogue[file];
    return text === undefined ? [] : [readSqlFile(`sql/${file}`, text).header.statement];
  });
}

/** Whether the plan takes back what an earlier run did: then what that run took away is rightly not there. */
export const isWayBack = ({ procedure, branch }: LookContext): boolean =>
  procedure.branches.some((one) => one.key === branch && one.isWayBack === true);

/** Whether the plan is a part of another, or goes on from an ended run: what is so already is passed over then. */
export const isPassedOver = ({ part, isResumed }: LookContext): boolean => part !== undefined || isResumed === true;

/** `alreadySo` for the plan that the look is taken for. */
export const already = (context: LookContext, ...said: SaidOfDone): Finding =>
  alreadySo(isPassedOver(context), ...said);
type SaidOfDone = [key: string, sentence: string, remedy: string, details?: string[]];

export const one = (args: LookArguments, key: string): string => String(args[key] ?? '');
export const many = (args: LookArguments, key: string): string[] =>
  Array.isArray(args[key]) ? (args[key] as string[]) : [];
