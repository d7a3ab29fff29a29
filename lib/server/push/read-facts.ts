import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import { isPractice } from '@/lib/domain/message-text';
import type { PushFacts } from '@/lib/domain/push-rules';
import { factsOf } from '../approvals/tell-approvers';
import type { Transaction } from '../audit/append-event';
import type { Approval, Event, Incident, Target } from '../generated/prisma/client';
import { type LoadedRun, loadRun, planOf } from '../runs/load-run';
import { planOfSide } from '../side-steps/side-step';

/** What an event is about, as the rules of who is told need it. */
export type About = {
  event: Event;
  incident: Incident;
  target: Target;
  run: LoadedRun | null;
  approval: Asked | null;
  facts: PushFacts;
};
type Asked = Approval & { words: string; facts: ReturnType<typeof factsOf> };

/** Null where the event is of no incident. Reads how things stand now: what has passed since is nobody's turn any more. */
export async function readAbout(tx: Transaction, event: Event): Promise<About | null> {
  if (!event.incidentId) return null;
  const incident = await tx.incident.findUnique({ where: { id: event.incidentId }, include: { target: true } });
  if (!incident) return null;
  const run = await runOf(tx, event);
  const approval = run && (await approvalOf(tx, event, run));
  const asker = approval && (await tx.person.findUnique({ where: { id: approval.requestedById } }));
  const facts: PushFacts = {
    incident: {
      code: incident.code,
      title: incident.title,
      severity: (approval?.severity ?? incident.severity) as Severity,
    },
    isPractice: isPractice({ isDrill: incident.isDrill, environment: incident.target.environment }),
    target: { name: incident.target.name, environment: incident.target.environment },
    actor: event.actorName,
    run: run && { state: run.state, procedure: procedureOf(run) },
    approval: approval && { id: approval.id, asker: asker?.name ?? 'Somebody', what: approval.words },
  };
  return { event, incident, target: incident.target, run, approval, facts };
}

/** The event's own, or the incident's newest: an escalation is of no run, and its driver is who is at the wheel. */
async function runOf(tx: Transaction, event: Event): Promise<LoadedRun | null> {
  if (event.runId) return loadRun(tx, event.runId);
  const newest = await tx.run.findFirst({
    where: { incidentId: event.incidentId as string },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  return newest && loadRun(tx, newest.id);
}

async function approvalOf(tx: Transaction, event: Event, run: LoadedRun): Promise<Asked | null> {
  const { sideStepId, planHash } = event.data as { sideStepId?: string; planHash?: string };
  if (!sideStepId && !(planHash && event.type.startsWith('approval.'))) return null;
  const approval = await tx.approval.findFirst({
    where: sideStepId
      ? { sideStepId }
      : { runId: run.id, sideStepId: null, planHash, kind: 'request', requestedAt: { lte: event.at } },
    include: { sideStep: true, decisions: { include: { person: true } } },
    orderBy: { requestedAt: 'desc' },
  });
  if (!approval) return null;
  const words = approval.sideStep ? planOfSide(approval.sideStep).title : procedureOf(run);
  return { ...approval, words, facts: factsOf(approval, run) };
}

const procedureOf = (run: LoadedRun) => planOf(run)?.procedure.title ?? run.procedureKey;
