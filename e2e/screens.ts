import type { Page } from '@playwright/test';
import type { Who } from './people';

/** Whoever stands before it; `nobody` is not signed in. */
export type Viewer = Who | 'nobody';

export type Screen = {
  /** The page's file, as lib/domain/entry-points.ts has it. */
  page: string;
  /** An address that shows it, or what leads there. Without one a story in stories.ts gets it there. */
  open?: string | ((page: Page) => Promise<unknown>);
  who?: Viewer;
  /** A dialog or a sheet: only what is in the window is drawn, not the page under it. */
  isOver?: true;
};

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const pressOn = (path: string, name: string | RegExp) => async (page: Page) => {
  await page.goto(path);
  await press(page, name);
  await page.getByRole('dialog').waitFor();
};
const bringIn = (file: string) => async (page: Page) => {
  await page.goto('/runbooks/import');
  await page.getByLabel('Runbook file').setInputFiles(file);
  await press(page, 'Read this file');
  await page
    .getByRole('button', { name: 'Keep this version' })
    .or(page.getByText(/^The file was refused/))
    .waitFor();
};
const followFirst = (path: string, link: string) => async (page: Page) => {
  await page.goto(path);
  await page.locator(link).first().click();
  await page.waitForURL((url) => url.pathname !== path);
};

const NOW = '(console)/page.tsx';
const ASSESS = '(console)/incidents/new/page.tsx';
const ROOM = '(console)/incidents/[code]/page.tsx';
const APPROVE = '(console)/approvals/[id]/page.tsx';
const REPORT = '(console)/reports/[code]/page.tsx';
const DRILLS = '(console)/drills/page.tsx';
const PEOPLE = '(console)/people/page.tsx';
const TARGETS = '(console)/targets/page.tsx';
const CONTACTS = '(console)/contacts/page.tsx';
const IMPORT = '(console)/runbooks/import/page.tsx';
const ACCOUNT = '(console)/account/page.tsx';
const TOKENS = '(console)/tokens/page.tsx';

/**
 * Every screen and the states that it can be in, `screen.state`. Both the pictures (`npm run shots`) and the accessibility
 * test go through all of them. A new screen, or a new state of one, is one line here.
 */
export const SCREENS = {
  'sign-in.full': { page: '(auth)/sign-in/page.tsx', who: 'nobody', open: '/sign-in' },
  'sign-in.refused': { page: '(auth)/sign-in/page.tsx', who: 'nobody', open: refusedSignIn },
  'setup.full': { page: '(auth)/setup/page.tsx' },
  'now.full': { page: NOW, open: '/' },
  'now.palette': { page: NOW, open: openPalette, isOver: true },
  'now.shortcuts': { page: NOW, open: openShortcuts, isOver: true },
  'now.empty': { page: NOW },
  'now.offline': { page: NOW },
  'now.waiting': { page: NOW },
  'now.critical': { page: NOW },
  'assess.see': { page: ASSESS, open: '/incidents/new' },
  'assess.means': { page: ASSESS, open: '/incidents/new?signals=error_rate,data_corruption&step=2' },
  'assess.tell': { page: ASSESS, open: '/incidents/new?signals=feature_failing&step=3' },
  'incidents.full': { page: '(console)/incidents/page.tsx', open: '/incidents' },
  'incidents.empty': { page: '(console)/incidents/page.tsx' },
  'room.loading': { page: ROOM },
  'room.procedure': { page: ROOM },
  'room.blocked': { page: ROOM },
  'room.preflight': { page: ROOM },
  'room.awaiting': { page: ROOM },
  'room.denied': { page: ROOM },
  'room.expired': { page: ROOM },
  'room.approved': { page: ROOM },
  'room.step': { page: ROOM },
  'room.running': { page: ROOM },
  'room.failed': { page: ROOM },
  'room.dialog': { page: ROOM, isOver: true },
  'room.unknown': { page: ROOM },
  'room.offline': { page: ROOM },
  'room.validation': { page: ROOM },
  'room.criteria': { page: ROOM },
  'room.closed': { page: ROOM },
  'room.people': { page: ROOM, isOver: true },
  'room.absent': { page: ROOM, open: '/incidents/DB-ROLLBACK-20200101-000000' },
  'break-glass.full': { page: '(console)/incidents/[code]/break-glass/page.tsx' },
  'break-glass.denied': { page: '(console)/incidents/[code]/break-glass/page.tsx' },
  'approve.full': { page: APPROVE },
  'approve.own': { page: APPROVE },
  'approve.override': { page: APPROVE },
  'approve.denied': { page: APPROVE },
  'approve.expired': { page: APPROVE },
  'approve.approved': { page: APPROVE },
  'approve.absent': { page: APPROVE, open: '/approvals/00000000-0000-4000-8000-000000000000' },
  'approvals.full': { page: '(console)/approvals/page.tsx' },
  'approvals.empty': { page: '(console)/approvals/page.tsx' },
  'runbooks.full': { page: '(console)/runbooks/page.tsx', open: '/runbooks' },
  'procedure.full': { page: '(console)/runbooks/[procedureKey]/page.tsx', open: '/runbooks/1.2' },
  'procedure.whole': { page: '(console)/runbooks/[procedureKey]/page.tsx', open: '/runbooks/5.1' },
  'import.empty': { page: IMPORT, who: 'lead', open: '/runbooks/import' },
  'import.draft': { page: IMPORT, who: 'lead', open: bringIn('docs/examples/script-runbook.md') },
  'import.failed': { page: IMPORT, who: 'lead', open: bringIn('package.json') },
  'import.denied': { page: IMPORT, open: '/runbooks/import' },
  'kept.full': { page: '(console)/runbooks/kept/[hash]/page.tsx', who: 'lead', open: keptRunbook },
  'drills.full': { page: DRILLS, open: '/drills' },
  'drills.empty': { page: DRILLS, open: '/drills?month=2020-01' },
  'drills.hold': { page: DRILLS, open: pressOn('/drills', 'Hold a drill now'), isOver: true },
  'drill.scheduled': { page: '(console)/drills/[id]/page.tsx' },
  'drill-report.empty': { page: '(console)/drills/[id]/report/page.tsx' },
  'reports.full': { page: '(console)/reports/page.tsx' },
  'reports.empty': { page: '(console)/reports/page.tsx', open: '/reports?text=nothing+has+these+words' },
  'versions.full': { page: '(console)/runbooks/[procedureKey]/versions/page.tsx', open: '/runbooks/1.1/versions' },
  'figures.full': { page: '(console)/reports/figures/page.tsx', open: '/reports/figures' },
  'figures.empty': { page: '(console)/reports/figures/page.tsx', open: '/reports/figures?severity=low&procedure=3.1' },
  'follow-ups.empty': { page: '(console)/follow-ups/page.tsx', open: '/follow-ups?state=done' },
  'report.full': { page: REPORT },
  'report.unfinished': { page: REPORT },
  'targets.full': { page: TARGETS, open: '/targets' },
  'targets.admin': { page: TARGETS, who: 'admin', open: '/targets' },
  'targets.register': {
    page: TARGETS,
    who: 'admin',
    open: pressOn('/targets', 'Register a target'),
    isOver: true,
  },
  'targets.team': { page: TARGETS, isOver: true },
  'targets.grants': { page: TARGETS },
  'targets.empty': { page: TARGETS },
  'benchmarks.full': { page: '(console)/targets/[key]/benchmarks/page.tsx', open: benchmarks },
  'contacts.full': { page: CONTACTS, open: '/contacts' },
  'contacts.admin': { page: CONTACTS, who: 'admin', open: '/contacts' },
  'contacts.channel': { page: CONTACTS, who: 'admin', open: pressOn('/contacts', /^Change Slack/), isOver: true },
  'people.full': { page: PEOPLE, open: '/people' },
  'people.admin': { page: PEOPLE, who: 'admin', open: '/people' },
  'people.add': { page: PEOPLE, who: 'admin', open: pressOn('/people', /^Add a person/), isOver: true },
  'people.change': { page: PEOPLE, who: 'admin', open: pressOn('/people', 'Change Demo Engineer'), isOver: true },
  'people.lend': { page: PEOPLE, who: 'lead', open: pressOn('/people', 'Let somebody decide for you'), isOver: true },
  'tokens.empty': { page: TOKENS, open: '/tokens' },
  'tokens.make': { page: TOKENS, open: pressOn('/tokens', /^Make a token/), isOver: true },
  'account.full': { page: ACCOUNT, open: '/account' },
  'account.password': { page: ACCOUNT, isOver: true },
  'audit.full': { page: '(console)/audit/page.tsx', who: 'lead', open: '/audit' },
  'audit.empty': { page: '(console)/audit/page.tsx', who: 'lead', open: '/audit?from=2020-01-01&to=2020-01-02' },
  'audit.denied': { page: '(console)/audit/page.tsx', open: '/audit' },
  'error.failed': { page: TOKENS },
  'address.absent': { page: 'layout.tsx', open: '/nothing/of/this/name' },
} satisfies Record<string, Screen>;

export type ScreenName = keyof typeof SCREENS;

export const screenOf = (name: ScreenName): Screen => SCREENS[name];
export const SCREEN_NAMES = Object.keys(SCREENS) as ScreenName[];
/** The screens that one address or press shows, whatever has happened before. */
export const PLAIN = SCREEN_NAMES.filter((name) => screenOf(name).open);

/** Goes to a screen that needs no story. */
export async function openScreen(page: Page, name: ScreenName): Promise<void> {
  const { open } = screenOf(name);
  if (!open) throw new Error(`“${name}” is reached by a story only.`);
  await (typeof open === 'string' ? page.goto(open) : open(page));
}

async function refusedSignIn(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await press(page, 'Sign in');
}

async function openPalette(page: Page): Promise<void> {
  await page.goto('/');
  await press(page, 'Find or do');
  await page.getByRole('dialog').waitFor();
}

async function openShortcuts(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('heading', { name: 'What do you see?' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
}

async function keptRunbook(page: Page): Promise<void> {
  await bringIn('docs/examples/script-runbook.md')(page);
  await press(page, 'Keep this version');
  await page.getByText(/^Kept as a version|^It was kept before/).waitFor();
  await followFirst('/runbooks', 'a[href^="/runbooks/kept/"]')(page);
}

async function benchmarks(page: Page): Promise<void> {
  await page.goto('/targets');
  await page.locator('a[href$="/benchmarks"]').first().click();
  await page.waitForURL(/benchmarks$/);
}
