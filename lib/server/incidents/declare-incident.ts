import 'server-only';
import type { z } from 'zod';
import type { declareSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { respondBy } from '@/lib/domain/assessment';
import { conflict } from '@/lib/domain/errors';
import { incidentCode } from '@/lib/domain/incident-code';
import { contactsFor } from '@/lib/domain/notify-contacts';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { checkRows } from '../checks/check-rows';
import { db } from '../db';
import { startClocks } from '../messages/message-clocks';
import { sendBatch } from '../messages/send-batch';
import { enqueue } from '../queue/enqueue';
import { summariseHealth } from '../targets/health';
import { type Assessed, assessOnServer, fittingKeys } from './assess-incident';
import { findOnset } from './measure-signals';

type DeclareInput = z.output<typeof declareSchema>;
type Declared = Pick<DeclareInput, 'requestKey' | 'title' | 'message' | 'toldBy' | 'leaveOut'>;

/**
 * Declares an incident: measured signals, severity and clock by the server, the people told as the declarer says.
 * The form's request key becomes the incident's id, so a double press finds the first one instead of making two.
 */
export async function declareIncident(me: Me, input: DeclareInput): Promise<{ code: string }> {
  const actor = await authoriseFor(me, 'incident.declare', { target: input.targetKey });
  const made = await db().incident.findUnique({
    where: { id: input.requestKey },
    select: { code: true, declaredById: true },
  });
  if (made) return ownCode(made, actor.id);
  const assessed = await assessOnServer(input);
  const [onset, health] = await Promise.all([findOnset(assessed.target, new Date()), summariseHealth(assessed.target)]);
  const symptoms = health.failingEndpoints.map((f) => `${f.title}: ${f.sentence.replace(/\.$/, '')}`);
  try {
    return await db().$transaction((tx) => createIncident(tx, actor, input, assessed, onset, symptoms));
  } catch (error) {
    const winner = await db().incident.findUnique({
      where: { id: input.requestKey },
      select: { code: true, declaredById: true },
    });
    if (winner) return ownCode(winner, actor.id);
    throw error;
  }
}

function ownCode(incident: { code: string; declaredById: string }, personId: string): { code: string } {
  if (incident.declaredById !== personId)
    throw conflict('This form was sent before by somebody else.', 'Open a new one from the Now page.');
  return { code: incident.code };
}

/** Writes an incident with its signals and checks, its first events, and the people told. For callers that authorised. */
export async function createIncident(
  tx: Transaction,
  actor: Me,
  input: Declared,
  assessed: Assessed,
  onset: Date | null,
  symptoms: string[],
  isDrill = false,
): Promise<{ code: string }> {
  const declaredAt = await storeNow(tx);
  const code = await freeCode(tx, declaredAt);
  const { target, assessment, signals, runbook } = assessed;
  const until = respondBy(assessment, declaredAt);
  const detectedAt = onset ?? declaredAt;
  const incident = await tx.incident.create({
    data: {
      id: input.requestKey,
      code,
      title: input.title,
      targetId: target.id,
      severity: assessment.severity,
      isDrill,
      assessment: JSON.parse(JSON.stringify(assessment)),
      detectedAt,
      declaredAt,
      declaredById: actor.id,
      respondBy: until,
      signals: {
        create: signals.map(({ kind, value, source, note }) => ({
          kind,
          value,
          unit: value === null ? null : 'percent',
          source,
          note,
          observedAt: declaredAt,
        })),
      },
      checks: { create: checkRows(runbook.content, isDrill) },
      report: { create: { fields: {} } },
    },
  });
  await startClocks(tx, incident);
  await appendEvent(tx, {
    type: 'incident.declared',
    incidentId: incident.id,
    actor,
    data: {
      title: input.title,
      severity: assessment.severity,
      sentence: assessment.decidingSentence,
      target: target.key,
      signals: signals.map(({ kind, value, source, note, words }) => ({ kind, value, source, note, words })),
      detectedAt: detectedAt.toISOString(),
      respondBy: until?.toISOString() ?? null,
      detection: onset ? "the console's probe of the endpoints" : `seen by ${actor.name}`,
      symptoms,
      ...(isDrill ? { isDrill } : {}),
    },
  });
  await tellPeople(tx, actor, incident.id, input, assessed);
  await enqueue(tx, 'observe_target', { targetId: target.id });
  return { code };
}

/** Any number that nothing else locks. */
const CODE_LOCK = 7_140_003;

/** Two incidents in one second are rare, and both need an id: the later one takes the next free second. */
async function freeCode(tx: Transaction, declaredAt: Date): Promise<string> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CODE_LOCK})`;
  for (let second = 0; ; second++) {
    const code = incidentCode(new Date(declaredAt.getTime() + second * 1000));
    if (!(await tx.incident.findUnique({ where: { code }, select: { id: true } }))) return code;
  }
}

/** The first message goes out with the declaration, over the channels that the declarer chose; the rest is for people. */
async function tellPeople(
  tx: Transaction,
  actor: Me,
  incidentId: string,
  input: Declared,
  { runbook, assessment, fits }: Assessed,
): Promise<void> {
  const { contacts, messages } = runbook.content;
  await sendBatch(tx, {
    incidentId,
    audience: 'internal',
    kind: 'notification',
    subject: `${messages.internal.heading}: ${input.title}`,
    body: input.message,
    contactKeys: contactsFor(contacts, assessment.severity, fittingKeys(fits)).map((contact) => contact.key),
    byId: actor.id,
    choices: Object.fromEntries([
      ...(input.leaveOut ?? []).map((key) => [key, 'leave'] as const),
      ...input.toldBy.map((key) => [key, 'told'] as const),
    ]),
  });
}
