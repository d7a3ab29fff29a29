import { z } from 'zod';
import { TOKEN_DAYS, TOKEN_USES, type TokenUse } from '@/lib/domain/access-tokens';
import { confirmedListSchema } from './exact-list';
import { overrideSchema } from './override';
import { roleSchema, severitySchema, signalKindSchema } from './runbook';
import { SIDE_STEP_KINDS } from './side-step';

/** What forms and actions send. One schema serves the form, the server action and the command line. */
const idSchema = z.uuid();
export const reasonSchema = z.string().trim().min(3, 'Write a sentence: the report will show it.').max(2000);
const noteSchema = z.string().trim().max(4000);

export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().min(1, 'Enter your e-mail address.'),
  password: z.string().min(1, 'Enter your password.').max(1024),
});
export const setupSchema = z.object({
  token: z.string().trim().min(1, 'Enter the setup token that the first start printed.'),
  name: z.string().trim().min(1, 'Enter your name.').max(200),
  email: z.email('Enter an e-mail address.').toLowerCase(),
  password: z.string().min(12, 'Use at least 12 characters.').max(1024),
});
export const createPersonSchema = setupSchema.omit({ token: true }).extend({ role: roleSchema });
export const changePersonSchema = z.object({
  personId: idSchema,
  role: roleSchema.optional(),
  isActive: z.boolean().optional(),
});
export const setPasswordSchema = z.object({ personId: idSchema, password: setupSchema.shape.password });

const teamNameSchema = z.string().trim().min(1, 'Name the team.').max(80);
export const makeTeamSchema = z.object({ name: teamNameSchema });
export const renameTeamSchema = z.object({ teamId: idSchema, name: teamNameSchema });
export const teamSchema = z.object({ teamId: idSchema });
export const memberSchema = z.object({ teamId: idSchema, personId: idSchema });
/** Null: everybody's. */
export const giveTargetSchema = z.object({ targetKey: z.string().min(1), teamId: idSchema.nullable() });

export const makeTokenSchema = z.object({
  name: z.string().trim().min(1, 'Give it a name, such as the machine that it is for.').max(80),
  days: z.coerce
    .number()
    .int()
    .min(1, 'At least one day.')
    .max(TOKEN_DAYS.most, `At most ${TOKEN_DAYS.most} days.`)
    .default(TOKEN_DAYS.default),
  use: z.enum(Object.keys(TOKEN_USES) as [TokenUse, ...TokenUse[]]).default('drive'),
});
export const revokeTokenSchema = z.object({ tokenId: idSchema });

export const signalInputSchema = z.object({
  kind: signalKindSchema,
  value: z.number().min(0).max(1_000_000).nullable(),
  note: noteSchema,
});
export const assessSchema = z.object({
  targetKey: z.string().min(1, 'Choose the target.'),
  signals: z.array(signalInputSchema).min(1, 'Choose at least one thing that you see.').max(10),
});
export const declareSchema = assessSchema.extend({
  title: z.string().trim().min(3, 'Give it a title that a colleague understands.').max(200),
  /** The message as edited; kept whatever became of it. */
  message: z.string().trim().min(1, 'Write what you tell people.').max(10_000),
  /** Channels over which this person told people themselves. */
  toldBy: z.array(z.string()).max(10),
  /** Connected channels over which this message is not to be sent. */
  leaveOut: z.array(z.string()).max(10).optional(),
  /** Made once a form: a double press declares one incident. */
  requestKey: idSchema,
});

export const prepareRunSchema = z.object({
  incidentCode: z.string(),
  procedureKey: z.string(),
  branch: z.string(),
  parameters: z.record(z.string(), z.string().max(500)),
});
export const runSchema = z.object({ runId: idSchema });
/** Whoever drove reads why they do not any more. */
export const takeWheelSchema = runSchema.extend({ reason: reasonSchema });
/** Goes on from an ended run: the same procedure and parameters, without what is done. */
export const resumeRunSchema = runSchema.extend({ reason: reasonSchema });
export const requestApprovalSchema = runSchema.extend({ planHash: z.string(), note: noteSchema });
export const approvalSchema = z.object({ approvalId: idSchema });
export const withdrawApprovalSchema = approvalSchema.extend({ reason: reasonSchema });
export const startRunSchema = runSchema.extend({ planHash: z.string(), mode: z.enum(['step', 'to_decision']) });
/** The last approval then starts exactly this plan. */
export const armRunSchema = startRunSchema;
export const scheduleRunSchema = runSchema.extend({ planHash: z.string() });
export const continueRunSchema = runSchema.extend({ mode: z.enum(['step', 'to_decision']) });
export const abortRunSchema = runSchema.extend({ reason: reasonSchema });
export const stepSchema = z.object({ stepId: idSchema, epoch: z.int().min(0) });
export const skipStepSchema = stepSchema.extend({ reason: reasonSchema });
export const alternativeSchema = stepSchema.extend({ branch: z.string(), reason: reasonSchema });
export const settleUnknownSchema = stepSchema.extend({
  verdict: z.enum(['applied', 'run_again']),
  reason: reasonSchema,
});
export const completeManualSchema = stepSchema.extend({ note: noteSchema });
/** Ends the run at this step and plans its rest anew with these parameters. */
export const replanRunSchema = stepSchema.extend({
  branch: z.string(),
  parameters: z.record(z.string(), z.string().max(500)),
  reason: reasonSchema,
});
/** An act beside the plan: `about` is the argument of its action, a session's `pid:start` or an index's oid. */
export const askSideStepSchema = z.object({
  /** The step and the attempt that it is for, or the run where no step of it has begun. */
  of: z.union([stepSchema, runSchema]),
  kind: z.enum(SIDE_STEP_KINDS),
  about: z.string().max(100),
  reason: reasonSchema,
});
export const decideSchema = z
  .object({
    approvalId: idSchema,
    planHash: z.string(),
    verdict: z.enum(['approved', 'denied']),
    reason: z.string().trim().max(2000),
    /** Blocks of the preflight that the approver lets pass, each by name. */
    overrides: z.array(overrideSchema).max(50).optional(),
    /** Lists that go along with the plan, each confirmed by its number. */
    confirmed: z.array(confirmedListSchema).max(50).optional(),
  })
  .refine((d) => d.verdict === 'approved' || d.reason.length >= 3, {
    path: ['reason'],
    message: 'Say why, so that the driver knows what to change.',
  });
export const incidentSchema = z.object({ incidentCode: z.string() });
export const runChecksSchema = incidentSchema.extend({ group: z.enum(['immediate', 'comprehensive', 'criteria']) });
export const startBenchmarkSchema = z.object({
  targetKey: z.string(),
  /** The open incident that it belongs to, if any. */
  incidentCode: z.string().optional(),
  /** "10" (minutes), "10m", "30s". */
  duration: z.string().max(40),
});
export const benchmarkSchema = z.object({ benchmarkId: idSchema });
export const keepBaselineSchema = benchmarkSchema.extend({ isKept: z.boolean() });
export const validateTargetSchema = z.object({ targetKey: z.string(), depth: z.enum(['quick', 'full']) });
/** `tellTeam`: the team hears that it is resolved, over the channels that are connected. */
export const closeIncidentSchema = incidentSchema.extend({ tellTeam: z.boolean().optional() });
/** Who was told and over what, in the teller's words. */
export const markToldSchema = incidentSchema.extend({ note: reasonSchema });
export const changeSeveritySchema = incidentSchema.extend({ severity: severitySchema, reason: reasonSchema });
const levelSchema = z.coerce.number().int().min(1).max(3);
/** The reason may be empty where the console itself proposed the level. */
export const escalateSchema = incidentSchema.extend({ level: levelSchema, reason: z.string().trim().max(2000) });
export const dismissEscalationSchema = incidentSchema.extend({ level: levelSchema, reason: reasonSchema });
export const chooseEscalationSchema = dismissEscalationSchema.extend({ option: z.string() });
/** By name with a note: how the person knows, which nobody can look up later. */
export const tickCriterionSchema = z.object({ checkId: idSchema, isPassed: z.boolean(), note: reasonSchema });
export const waiveCriterionSchema = z.object({ checkId: idSchema, reason: reasonSchema });
/** `base`: what each field said when its words were begun. */
export const writeReportSchema = incidentSchema.extend({
  fields: z.record(z.string(), z.string().max(20_000)),
  base: z.record(z.string(), z.string().max(20_000)),
});
export const switchFaultSchema = z.object({ targetKey: z.string(), fault: z.string(), isOn: z.boolean() });
/** For what is asked about a target as a whole. */
export const targetSchema = z.object({ targetKey: z.string().min(1) });
export const resetSandboxSchema = z.object({ targetKey: z.string().min(1) });
/** The file alone says which target it is and where it counts: `targetFileSchema` reads it on the server. */
export const registerTargetSchema = z.object({
  json: z.string().trim().min(1, 'Paste the target file, or choose it.').max(1_000_000),
});

export type DeclareInput = z.infer<typeof declareSchema>;
export type PrepareRunInput = z.infer<typeof prepareRunSchema>;
