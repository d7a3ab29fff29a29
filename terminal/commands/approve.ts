import type { ApprovalSummary, ApprovalView } from '@/lib/contracts/approval-view';
import type { ConfirmedList } from '@/lib/contracts/exact-list';
import { decideSchema, withdrawApprovalSchema } from '@/lib/contracts/inputs';
import type { Override } from '@/lib/contracts/override';
import { AppError, notFound } from '@/lib/domain/errors';
import { decideApproval } from '@/lib/server/approvals/decide-approval';
import { getApprovalView } from '@/lib/server/approvals/get-approval-view';
import { listApprovals } from '@/lib/server/approvals/list-approvals';
import { withdrawApproval } from '@/lib/server/approvals/withdraw-approval';
import { command } from '../command';
import { usageError } from '../errors';
import { printFindings, printSteps } from '../print/plan';
import { relativeWords, SEVERITY_STYLE } from '../print/words';
import type { Screen } from '../screen';
import { findingShape, toApproval } from '../shapes';
import type { Terminal } from '../terminal';

const TYPED = 8;
type Options = {
  planHash?: string;
  deny?: boolean;
  withdraw?: boolean;
  reason?: string;
  override?: string[];
  confirm?: string[];
};

export const approve = command<Options>({
  name: 'approve',
  args: [['[request]', 'its id or the beginning of it, or the incident; without it, the one that waits for you']],
  about: 'Read a plan and approve exactly that, or deny it',
  details: `On a terminal it shows the plan and asks for the first ${TYPED} characters of its hash. Elsewhere it only shows the plan\nunless --plan-hash is given, and then ends with 8. Nobody approves what they asked for, prepared or drive.`,
  options: (parser) =>
    parser
      .option('--plan-hash <hash>', `approve exactly this plan: at least the first ${TYPED} characters of its hash`)
      .option('--deny', 'deny it; needs --reason')
      .option('--withdraw', 'end your own request, or take your own approval back before it is started; needs --reason')
      .option('--override <block=reason...>', 'let a block of the preflight pass, by its name, with why')
      .option('--confirm <list=number...>', 'what goes along with the plan, each list by how many stand in it')
      .option('--reason <text>', 'the report shows it'),
  examples: [
    ['npx rollback approve', 'read the request that waits for you, then type the hash'],
    ['npx rollback approve 3f2b9c1a --plan-hash 8c41f0e2', 'what was read before'],
    ['npx rollback approve 3f2b9c1a --withdraw --reason "The backup is not done"', 'before anything runs'],
    ['npx rollback approve 3f2b9c1a --deny --reason "Wait for the importer"', 'ends the request'],
  ],
  run: async (at, [named], options) => {
    const { id } = await findRequest(at, named);
    const view = await at.read((me) => getApprovalView(me, id), 'request for approval');
    if (options.withdraw) return withdraw(at, view, options.reason);
    const verdict = options.deny ? 'denied' : 'approved';
    if (view.cannotDecideBecause) throw cannotDecide(view);
    if (!options.deny && !options.planHash && !at.isInteractive)
      return { value: toValue(view, null), print: (screen) => printRequest(screen, view), exit: 'waiting' };
    if (!options.planHash) printRequest(at.screen, view);
    if (!options.deny) await assertRead(at, view, options.planHash);
    const reason = options.reason ?? (options.deny && at.isInteractive ? await at.ask('Why: ') : '');
    const overrides = options.deny ? undefined : await overridesFor(at, view, options.override ?? []);
    const confirmed = options.deny ? undefined : await confirmedFor(at, view, options.confirm ?? []);
    const decided = { approvalId: id, planHash: view.summary.planHash, verdict, reason, overrides, confirmed } as const;
    await at.act(decideSchema, decided, decideApproval);
    const done = await at.read((me) => getApprovalView(me, id), 'request for approval');
    const print = (screen: Screen) => {
      screen.line(
        verdict === 'approved' ? ['green', 'Approved'] : ['red', 'Denied'],
        ` plan ${view.summary.planHash}.`,
      );
      if (done.summary.state === 'requested')
        screen.line(
          `${done.summary.given} of ${done.summary.wanted} approvals: nothing runs before the others have approved.`,
        );
      else if (verdict === 'approved')
        screen.line(view.atOnceWords ?? `${view.summary.requestedBy} can start it; nothing has run yet.`);
    };
    return { value: toValue(done, verdict), print };
  },
});

/** Ends one's own request, or takes one's own approval back. */
async function withdraw(at: Terminal, { summary, withdraw: offered }: ApprovalView, given: string | undefined) {
  if (!offered)
    throw new AppError(
      summary.state === 'requested' || summary.state === 'approved' ? 'forbidden' : 'conflict',
      'There is nothing of yours to withdraw here. Nothing was changed.',
      'Only who asked for it, or who approved it, can, and only before it is started.',
    );
  const reason = given ?? (at.isInteractive ? await at.ask('Why: ') : '');
  await at.act(withdrawApprovalSchema, { approvalId: summary.id, reason }, withdrawApproval);
  const done = await at.read((me) => getApprovalView(me, summary.id), 'request for approval');
  const print = (screen: Screen) => screen.line(['bold', 'Withdrawn.'], ' Nothing runs; the driver can ask anew.');
  return { value: toValue(done, null), print };
}

/** Every block by its name: given as block=reason, or asked for one by one. */
async function overridesFor(at: Terminal, { blocks }: ApprovalView, given: string[]): Promise<Override[]> {
  const named = given.map((pair) => {
    const cut = pair.indexOf('=');
    if (cut < 1) throw usageError(`“${pair}” names no block.`, 'Give block=reason, as the request shows its name.');
    return { key: pair.slice(0, cut), reason: pair.slice(cut + 1) };
  });
  if (named.length > 0 || !at.isInteractive) return named;
  const asked: Override[] = [];
  for (const { key, sentence } of blocks)
    asked.push({ key, reason: await at.ask(`${sentence} Why may ${key} be passed over: `) });
  return asked;
}

/** Every list by its number: given as list=number, or asked for one by one. */
async function confirmedFor(at: Terminal, { exactLists }: ApprovalView, given: string[]): Promise<ConfirmedList[]> {
  const named = given.map((pair) => {
    const [, key = '', count] = /^(.+)=(\d{1,6})$/.exec(pair) ?? [];
    if (count === undefined)
      throw usageError(`“${pair}” names no list with its number.`, 'Give list=number, as the request shows both.');
    return { key, count: Number(count) };
  });
  if (named.length > 0 || !at.isInteractive) return named;
  const asked: ConfirmedList[] = [];
  for (const { key, sentence } of exactLists) {
    const typed = await at.ask(`${sentence} Type the number to confirm it: `);
    // What is no number confirms nothing, and the refusal says what does.
    asked.push(...(/^\d{1,6}$/.test(typed) ? [{ key, count: Number(typed) }] : []));
  }
  return asked;
}

/** A plan changes under its approver as it does under anybody: only the hash says that it is the one that was read. */
async function assertRead(at: Terminal, { summary }: ApprovalView, given: string | undefined): Promise<void> {
  const typed = given ?? (await at.ask(`Type the first ${TYPED} characters of the plan hash to approve it: `));
  if (typed === '')
    throw new AppError(
      'conflict',
      'Nothing was typed, so nothing was approved.',
      'Run it again when you have read the plan.',
    );
  if (typed.length >= TYPED && summary.planHash.startsWith(typed.toLowerCase())) return;
  throw new AppError(
    'plan_changed',
    `The plan that waits is ${summary.planHash.slice(0, TYPED)}…, not ${typed}; nothing was approved.`,
    'Read the plan as it stands now, then give the beginning of its hash.',
  );
}

async function findRequest(at: Terminal, named: string | undefined): Promise<{ id: string }> {
  const all = await at.read(listApprovals);
  const open = all.filter((request) => request.state === 'requested');
  if (named) return findNamed(all, open, named);
  const mine = open.filter((request) => request.canDecide);
  if (mine.length === 1) return mine[0] as ApprovalSummary;
  if (open.length === 0) throw notFound('request for approval that waits');
  if (mine.length === 0)
    throw new AppError(
      'forbidden',
      'None of the open requests is yours to decide.',
      'npx rollback status shows who can.',
    );
  throw usageError(
    'Several requests wait for you.',
    `Name one: ${mine.map((m) => `${m.id.slice(0, 8)} (${m.incidentTitle})`).join(', ')}.`,
  );
}

function findNamed(all: ApprovalSummary[], open: ApprovalSummary[], named: string): { id: string } {
  const byIncident = open.find((request) => request.incidentCode === named);
  const byId = named.length >= 4 ? all.filter((request) => request.id.startsWith(named)) : [];
  const found = byIncident ?? (byId.length === 1 ? byId[0] : undefined);
  if (!found) throw notFound('request for approval');
  return found;
}

function cannotDecide({ summary, cannotDecideBecause }: ApprovalView): AppError {
  const who = summary.approvers.length > 0 ? `These can: ${summary.approvers.join(', ')}.` : '';
  const code = summary.state === 'requested' ? 'forbidden' : 'conflict';
  return new AppError(code, `${cannotDecideBecause} Nothing was changed.`, who);
}

function toValue(view: ApprovalView, verdict: 'approved' | 'denied' | null) {
  return {
    verdict,
    request: toApproval(view.summary),
    because: view.decidingSentence,
    note: view.note,
    denials: view.denials.map(({ by, reason, at, what, isOfThis }) => ({ by, reason, at, what, isOfThis })),
    goesAlong: view.exactLists.map(({ key, sentence, count, items }) => ({ key, sentence, count, items })),
    findings: (view.preflight?.findings ?? []).map(({ verdict: v, sentence, remedy, details }) =>
      findingShape.parse({ verdict: v, sentence, remedy: remedy ?? null, details: details ?? [] }),
    ),
    steps: view.steps.map(({ title, effect, where, display, branch, plannedSkip, undo, forecast }) => ({
      ...{ title, effect, where, display, branch, plannedSkip, undo, forecast },
    })),
    undo: view.undoWords,
  };
}

function printRequest(screen: Screen, view: ApprovalView): void {
  const { summary, target } = view;
  screen.line(['bold', `${summary.requestedBy} asks you to approve: ${summary.procedureTitle}`]);
  screen.line(
    [SEVERITY_STYLE[summary.severity], summary.severity.toUpperCase()],
    ` · ${summary.incidentTitle} · ${target.name} (${target.environment}) · ${summary.incidentCode}`,
  );
  screen.line(
    `${view.decidingSentence} Asked ${relativeWords(summary.requestedAt)}; expires ${relativeWords(summary.expiresAt)}.`,
  );
  for (const { by, reason, what, isOfThis } of view.denials)
    screen.line(
      isOfThis ? ['red', `Denied before by ${by}: ${reason}`] : `Denied in this incident (${what}) by ${by}: ${reason}`,
    );
  if (view.note) screen.line(`${summary.requestedBy}: ${view.note}`);
  if (view.aboutWords) screen.line(view.aboutWords);
  if (view.atOnceWords) screen.line(['bold', view.atOnceWords]);
  for (const { title, display } of view.parameters) screen.line(`${title}: `, ['cyan', display]);
  if (summary.wanted > 1)
    screen.line(`${summary.given} of ${summary.wanted} approvals so far; it takes ${summary.approverWords}.`);
  if (view.decidesFor) screen.line(['bold', `You decide for ${view.decidesFor.name}, who lent you their role.`]);
  for (const { key, sentence, means } of view.blocks)
    screen.line(
      ['red', `Blocks (${key}): ${sentence}`],
      means ? ` To approve it, override it by this name. ${means}` : '',
    );
  for (const { key, sentence, count, items } of view.exactLists) {
    screen.line(['bold', `Goes along (${key}=${count}): ${sentence}`]);
    for (const item of items) screen.line(`    ${item}`);
  }
  if (view.preflight) printFindings(screen, view.preflight.findings);
  printSteps(screen, view.steps, view.activeBranch ?? 'main', view.branches);
  screen.heading(view.isUndoable ? 'How it is undone' : 'Some of it cannot be undone');
  for (const words of view.undoWords) screen.line(`  ${words}`);
  if (view.notes.length > 0) screen.heading('Notes of the runbook');
  for (const note of view.notes) screen.line(`  ${note}`);
  screen.line();
  screen.line(`${view.stepCount} steps, ${view.estimateWords}. Plan hash `, ['bold', summary.planHash]);
}
