import type { Role } from '@/lib/contracts/runbook';
import { mayDo, type Permission } from './permissions';

/**
 * Every way into the console, and what the gate asks there: the one list of who can do what from where. A test reads the
 * sources and fails for one that is missing here or gone there; another calls each as every role on a real store.
 *
 * - a permission: the gate asks for it before anything else is read or written
 * - several: for one of them, depending on what is wanted
 * - `anyone`: needs no session, says nothing about anybody and changes nothing but that somebody signs in or out
 * - `push receipt`: a browser says that it showed a notification, by the id that was encrypted for it alone
 * - `setup token`: the first administrator, once, by the token that the start printed
 */
export type Asks = Permission | readonly Permission[] | 'anyone' | 'push receipt' | 'setup token';

/** Those that no session is needed for. */
export const NEEDS_NO_SESSION: readonly Asks[] = ['anyone', 'push receipt', 'setup token'];

/** By the folder of `actions.ts`. */
export const ACTIONS: Record<string, Record<string, Asks>> = {
  '(auth)/setup': {
    createFirstAdministrator: 'setup token',
  },
  '(console)/account': {
    confirmPassword: 'account.own',
    askPasskey: 'account.own',
    confirmByPasskey: 'account.own',
    changePassword: 'account.own',
    askNewPasskey: 'account.own',
    addPasskey: 'account.own',
    removePasskey: 'account.own',
    endMySession: 'account.own',
    endMySessions: 'account.own',
    addPushDevice: 'account.own',
    removePushDevice: 'account.own',
    testPushDevice: 'account.own',
    setGuide: 'account.own',
  },
  '(console)/approvals/[id]': {
    decideApproval: 'approval.decide',
    withdrawApproval: 'approval.withdraw',
  },
  '(console)/audit': {
    exportAudit: 'audit.read',
  },
  '(console)/contacts': {
    changeContact: 'contact.manage',
    changeChannel: 'contact.manage',
    disconnectChannel: 'contact.manage',
    testChannel: 'contact.manage',
    markMessagesTold: 'message.write',
    sendMessageAgain: 'message.write',
  },
  '(console)/drills': {
    scheduleDrill: 'drill.schedule',
    scheduleMonth: 'drill.schedule',
    moveDrill: 'drill.schedule',
    startDrill: 'drill.run',
    holdDrill: 'drill.run',
    switchFaultAgain: 'drill.run',
    cancelDrill: 'drill.schedule',
    abortDrill: 'drill.run',
    finishDrill: 'drill.run',
    tickDrillLine: 'drill.tick',
    resetSandbox: 'sandbox.switch-fault',
  },
  '(console)/incidents/[code]': {
    prepareRun: 'run.prepare',
    resumeRun: 'run.prepare',
    replanRun: 'run.prepare',
    requestApproval: 'run.request-approval',
    remindApprovers: 'run.request-approval',
    withdrawApproval: 'approval.withdraw',
    breakGlass: 'approval.break-glass',
    reviewBreakGlass: 'break-glass.review',
    startRun: 'run.drive',
    armRun: 'run.drive',
    disarmRun: 'run.drive',
    scheduleRun: 'run.drive',
    unscheduleRun: 'run.drive',
    continueRun: 'run.drive',
    abortRun: 'run.drive',
    takeWheel: 'run.drive',
    offerHandOver: 'incident.hand-over',
    acceptHandOver: 'run.drive',
    declineHandOver: 'run.drive',
    withdrawHandOver: 'incident.hand-over',
    nudgeHandOver: 'incident.hand-over',
    retryStep: 'run.drive',
    runEverywhere: 'run.drive',
    skipStep: 'run.drive',
    takeAlternative: 'run.drive',
    takeWayBack: 'run.drive',
    settleUnknown: 'run.drive',
    askSideStep: 'run.drive',
    cancelStep: 'run.drive',
    completeManual: 'run.drive',
    runChecks: 'incident.validate',
    tickCriterion: 'criterion.tick',
    waiveCriterion: 'criterion.waive',
    closeIncident: 'incident.close',
    changeSeverity: ['incident.lower-severity', 'incident.raise-severity'],
    escalate: 'escalation.start',
    chooseEscalation: ['escalation.decide-1', 'escalation.decide-2', 'escalation.decide-3'],
    dismissEscalation: 'escalation.start',
    markTold: 'incident.declare',
    composeMessage: 'message.write',
    markMessagesTold: 'message.write',
    sendMessageAgain: 'message.write',
    confirmMessage: 'message.confirm',
    withdrawMessage: 'message.write',
  },
  '(console)/incidents/new': {
    assessSignals: 'console.read',
    declareIncident: 'incident.declare',
  },
  '(console)/people': {
    createPerson: 'people.manage',
    changePerson: 'people.manage',
    setPassword: 'people.manage',
    makeTeam: 'people.manage',
    renameTeam: 'people.manage',
    deleteTeam: 'people.manage',
    joinTeam: 'people.manage',
    leaveTeam: 'people.manage',
    makeDelegation: 'approval.delegate',
    revokeDelegation: 'approval.revoke-delegation',
  },
  '(console)/follow-ups': {
    addFollowUp: 'report.write',
    changeFollowUp: 'report.write',
    endFollowUp: 'report.write',
    reopenFollowUp: 'report.write',
  },
  '(console)/reports/[code]': {
    writeReport: 'report.write',
  },
  '(console)/runbooks/import': {
    draftImport: 'runbook.import',
    keepImport: 'runbook.import',
  },
  '(console)/targets/[key]/benchmarks': {
    startBenchmark: 'target.measure',
    cancelBenchmark: 'target.measure',
    keepBaseline: 'benchmark.keep',
  },
  '(console)/targets': {
    switchFault: 'sandbox.switch-fault',
    lookAtFaults: 'console.read',
    registerTarget: 'target.manage',
    askHostLook: 'target.manage',
    pinHostKey: 'target.manage',
    giveTarget: 'target.manage',
  },
  '(console)/tokens': {
    makeToken: 'token.make',
    revokeToken: 'token.make',
  },
};

/** By method and address. */
export const ROUTES: Record<string, Asks> = {
  'GET /api/approvals/[id]': 'console.read',
  'GET /api/approvals': 'console.read',
  'GET /api/audit/exports/[id]': 'audit.read',
  'GET /api/audit/key': 'audit.read',
  'GET /api/auth/[...nextauth]': 'anyone',
  'POST /api/auth/[...nextauth]': 'anyone',
  'GET /api/drills/[id]/markdown': 'console.read',
  'GET /api/drills/[id]/pdf': 'console.read',
  'GET /api/health': 'anyone',
  'GET /api/guide': 'console.read',
  'GET /api/incidents/[code]': 'console.read',
  'POST /api/looks': 'console.read',
  'GET /api/now': 'console.read',
  'GET /api/procedures': 'console.read',
  'POST /api/push': 'push receipt',
  'GET /api/reports/[code]/markdown': 'console.read',
  'GET /api/reports/[code]/pdf': 'console.read',
  'GET /api/steps/[id]/output/download': 'console.read',
  'GET /api/steps/[id]/output/matches': 'console.read',
  'GET /api/steps/[id]/output': 'console.read',
  'GET /api/stream': 'console.read',
  'GET /api/targets/[key]/benchmarks': 'console.read',
  'GET /api/targets/[key]/health': 'console.read',
  'GET /api/waiting': 'console.read',
};

export const PAGES: Record<string, Asks> = {
  '(auth)/setup/page.tsx': 'anyone',
  '(auth)/sign-in/page.tsx': 'anyone',
  '(console)/account/page.tsx': 'account.own',
  '(console)/approvals/[id]/page.tsx': 'console.read',
  '(console)/approvals/page.tsx': 'console.read',
  '(console)/audit/page.tsx': 'audit.read',
  '(console)/contacts/page.tsx': 'console.read',
  '(console)/drills/[id]/page.tsx': 'console.read',
  '(console)/drills/[id]/report/page.tsx': 'console.read',
  '(console)/drills/page.tsx': 'console.read',
  '(console)/follow-ups/page.tsx': 'console.read',
  '(console)/incidents/[code]/break-glass/page.tsx': 'console.read',
  '(console)/incidents/[code]/page.tsx': 'console.read',
  '(console)/incidents/new/page.tsx': 'console.read',
  '(console)/incidents/page.tsx': 'console.read',
  '(console)/layout.tsx': 'console.read',
  '(console)/page.tsx': 'console.read',
  '(console)/people/page.tsx': 'console.read',
  '(console)/reports/[code]/page.tsx': 'console.read',
  '(console)/reports/figures/page.tsx': 'console.read',
  '(console)/reports/page.tsx': 'console.read',
  '(console)/runbooks/[procedureKey]/page.tsx': 'console.read',
  '(console)/runbooks/[procedureKey]/versions/page.tsx': 'console.read',
  '(console)/runbooks/import/page.tsx': 'runbook.import',
  '(console)/runbooks/kept/[hash]/page.tsx': 'console.read',
  '(console)/runbooks/page.tsx': 'console.read',
  '(console)/targets/[key]/benchmarks/page.tsx': 'console.read',
  '(console)/targets/page.tsx': 'console.read',
  '(console)/tokens/page.tsx': 'token.make',
  'layout.tsx': 'anyone',
};

/** What a hand on a rollback can come to: whatever the run's own actions offer. */
const WORK: readonly Permission[] = [
  'console.read',
  'run.prepare',
  'run.request-approval',
  'run.drive',
  'approval.withdraw',
  'approval.break-glass',
];

/** Commands and what they ask for on their way; a command does only as much of it as its options and its person's role say. */
export const COMMANDS: Record<string, readonly Permission[]> = {
  status: ['console.read'],
  declare: ['console.read', 'incident.declare'],
  contacts: ['console.read'],
  tell: ['console.read', 'incident.declare'],
  plan: WORK,
  approve: ['console.read', 'approval.decide', 'approval.withdraw'],
  'delegation list': ['console.read'],
  'delegation make': ['console.read', 'approval.delegate'],
  'delegation end': ['console.read', 'approval.revoke-delegation'],
  run: WORK,
  output: ['console.read'],
  validate: ['console.read', 'incident.validate', 'target.measure'],
  close: ['console.read', 'incident.close', 'criterion.tick', 'criterion.waive'],
  review: ['console.read', 'break-glass.review'],
  report: ['console.read'],
  'follow-up list': ['console.read'],
  'follow-up add': ['console.read', 'report.write'],
  'follow-up done': ['console.read', 'report.write'],
  severity: ['console.read', 'incident.raise-severity', 'incident.lower-severity'],
  escalate: ['console.read', 'escalation.start', 'escalation.decide-1', 'escalation.decide-2', 'escalation.decide-3'],
  'hand-over': ['console.read', 'incident.hand-over', 'run.drive'],
  restore: WORK,
  health: ['console.read'],
  benchmark: ['console.read', 'target.measure', 'benchmark.keep'],
  compare: ['console.read'],
  'drill list': ['console.read'],
  'drill show': ['console.read'],
  'drill schedule': ['console.read', 'drill.schedule'],
  'drill start': ['console.read', 'drill.run'],
  'drill hold': ['console.read', 'drill.run'],
  'drill tick': ['console.read', 'drill.tick'],
  'drill finish': ['console.read', 'drill.run'],
  'drill cancel': ['console.read', 'drill.schedule'],
  'drill abort': ['console.read', 'drill.run'],
  'sandbox faults': ['console.read'],
  'sandbox on': ['console.read', 'sandbox.switch-fault'],
  'sandbox off': ['console.read', 'sandbox.switch-fault'],
  'sandbox reset': ['console.read', 'sandbox.switch-fault'],
  'target add': ['console.read', 'target.manage'],
  'target check': ['console.read', 'target.manage'],
  'target pin': ['console.read', 'target.manage'],
  'target grants': ['target.manage'],
  'target team': ['console.read', 'target.manage'],
  'runbook import': ['runbook.import'],
  'audit verify': ['console.read', 'audit.read'],
  'audit export': ['console.read', 'audit.read'],
  'secrets rotate': ['secrets.rotate'],
};

export type Outcome = 'allowed' | 'forbidden' | 'not_signed_in';

/** What somebody meets at an entry; null is a person whom the console does not know, or who was disabled. */
export function outcomeOf(asks: Asks, role: Role | null): Outcome {
  if (NEEDS_NO_SESSION.includes(asks)) return 'allowed';
  if (role === null) return 'not_signed_in';
  const permissions = (typeof asks === 'string' ? [asks] : asks) as readonly Permission[];
  return permissions.some((permission) => mayDo(role, permission)) ? 'allowed' : 'forbidden';
}
