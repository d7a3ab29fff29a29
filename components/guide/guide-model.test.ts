import { describe, expect, it } from 'vitest';
import type { GuidedDrill, GuideView } from '@/lib/contracts/guide-view';
import type { AllowedAction, CheckView, RoomView, RunView, StepView } from '@/lib/contracts/views';
import { guideStep } from './guide-model';
import { PARTS, piecesOf } from './guide-step';

const PEOPLE: GuideView['demoPeople'] = [
  { name: 'Demo Engineer', email: 'engineer@demo.example', role: 'engineer' },
  { name: 'Demo Executive', email: 'executive@demo.example', role: 'executive' },
];
const drill = (over: Partial<GuidedDrill> = {}): GuidedDrill => ({
  id: 'd1',
  title: '1.1 Code deployment',
  procedureKey: '1.1',
  startedBy: 'Demo Engineer',
  isMine: true,
  state: 'open',
  incidentCode: 'DB-ROLLBACK-1',
  openLines: [],
  primary: null,
  ...over,
});
const guide = (over: Partial<GuideView> = {}): GuideView => ({
  state: 'on',
  role: 'engineer',
  canHold: true,
  place: 'ReplyX sandbox',
  drill: null,
  approvals: [],
  demoPeople: PEOPLE,
  ...over,
});
const action = (key: string, label: string, over: Partial<AllowedAction> = {}): AllowedAction => ({
  key,
  label,
  about: '',
  isPrimary: false,
  isDanger: false,
  needsReason: false,
  ...over,
});
const run = (over: Partial<RunView>) =>
  ({
    id: 'r',
    branch: 'main',
    actions: [],
    steps: [],
    currentIndex: 0,
    isPlanning: false,
    preflight: null,
    ...over,
  }) as unknown as RunView;
const check = (group: CheckView['group'], state: CheckView['state'], actions: AllowedAction[] = []) =>
  ({ id: group + state, title: 'customers are content', group, state, actions }) as unknown as CheckView;
const TOLD = action('mark-told', 'I told the team');
const UNTOLD = { ...TOLD, isPrimary: true };
type Over = { run?: RunView | null; checks?: CheckView[]; actions?: AllowedAction[]; state?: 'open' | 'closed' };
const room = ({ run: theRun = null, checks = [], actions = [TOLD], state = 'open' }: Over) =>
  ({
    incident: { state, actions },
    run: theRun,
    checks,
    procedures: [{ key: '1.1', title: 'Code deployment' }],
    escalations: { levels: [], startable: [] },
    waiting: { sentence: 'Waiting', since: '' },
  }) as unknown as RoomView;
const ROOM = '/incidents/DB-ROLLBACK-1';
const inRoom = (over: Over, at: string | null = null) =>
  guideStep(guide({ drill: drill() }), { path: ROOM, room: room(over), at });
const on = (view: GuideView, path: string) => guideStep(view, { path, room: null, at: null });
const named = (say: string) => piecesOf(say).flatMap(({ text, isName }) => (isName ? [text] : []));

describe('the guide names the one next thing, from where the drill stands', () => {
  const step = (over: Partial<StepView>) =>
    ({
      id: 's',
      branch: 'main',
      title: 'Check out',
      kind: 'command',
      state: 'pending',
      actions: [],
      ...over,
    }) as unknown as StepView;
  const approved = run({
    state: 'approved',
    actions: [
      action('start', 'Start, step by step', { isPrimary: true }),
      action('start-to-decision', 'Run to the next decision'),
    ],
  });
  const asked = run({
    state: 'awaiting_approval',
    approval: { id: 'a1', state: 'requested', approvers: ['Demo Executive'] } as never,
  });
  const over = run({ state: 'succeeded' });
  const passed = [check('immediate', 'passed'), check('comprehensive', 'passed')];
  it.each<[string, ReturnType<typeof guideStep>, string, string[]]>([
    ['nothing chosen yet', inRoom({}), 'Choose the way back', ['Look at it first: preflight']],
    ['being looked at', inRoom({ run: run({ state: 'draft', isPlanning: true }) }), 'Choose the way back', []],
    [
      'planned, nobody told',
      inRoom({ run: run({ state: 'draft' }), actions: [UNTOLD] }),
      'Tell the team',
      ['Tell the team'],
    ],
    [
      'at the page that tells',
      inRoom({ run: run({ state: 'draft' }), actions: [UNTOLD] }, 'tell'),
      'Tell the team',
      ['I told the team'],
    ],
    ['told, and still there', inRoom({ run: run({ state: 'draft' }) }, 'tell'), 'Have it approved', ['Back to now']],
    ['planned and told', inRoom({ run: run({ state: 'draft' }) }), 'Have it approved', ['Ask for approval']],
    ['asked', inRoom({ run: asked }), 'Have it approved', []],
    ['approved', inRoom({ run: approved }), 'Run it', ['Run to the next decision']],
    ['a step runs', inRoom({ run: run({ state: 'running', steps: [step({ state: 'running' })] }) }), 'Run it', []],
    [
      'a step waits',
      inRoom({
        run: run({
          state: 'waiting',
          steps: [step({ actions: [action('continue', 'Reload backend', { isPrimary: true })] })],
        }),
      }),
      'Run it',
      ['Reload backend'],
    ],
    [
      'a phase to validate',
      inRoom({
        run: over,
        checks: [check('immediate', 'pending')],
        actions: [TOLD, action('validate', 'Run immediate checks', { isPrimary: true })],
      }),
      'Check that it works',
      ['Run immediate checks'],
    ],
    ['being measured', inRoom({ run: over, checks: [check('immediate', 'running')] }), 'Check that it works', []],
    [
      'what only a person knows',
      inRoom({
        run: over,
        checks: [...passed, check('criteria', 'passed'), check('criteria', 'pending', [action('tick', 'Confirm')])],
      }),
      'Check that it works',
      ['Confirm'],
    ],
    [
      'all green',
      inRoom({
        run: over,
        checks: [...passed, check('criteria', 'passed')],
        actions: [TOLD, action('close', 'Close the incident', { isPrimary: true })],
      }),
      'Close the incident',
      ['Close the incident'],
    ],
  ])('%s', (_, said, part, names) => {
    expect(said.part).toBe(part);
    expect(named(said.say)).toEqual(names);
    expect(said.isWait ?? false).toBe(names.length === 0 && !said.second);
  });

  it.each<[string, GuideView, string, string]>([
    ['on Now, before a drill', guide(), '/', '/drills'],
    ['elsewhere while it is prepared', guide({ drill: drill({ state: 'preparing' }) }), '/', '/drills/d1'],
    ['elsewhere while its room waits', guide({ drill: drill() }), '/drills/d1', ROOM],
    ['elsewhere after the close', guide({ drill: drill({ state: 'closed' }) }), ROOM, '/drills/d1'],
    ['at the end', guide({ drill: drill({ state: 'done' }) }), '/drills/d1', '/drills/d1/report'],
    [
      'a plan waits for this person',
      guide({ approvals: [{ id: 'a1', incidentTitle: 'Drill', requestedBy: 'Dora' }] }),
      '/',
      '/approvals/a1',
    ],
    [
      'a place and nobody to practise',
      guide({ canHold: false, role: 'administrator', demoPeople: [] }),
      '/',
      '/people',
    ],
    ['no place for drills', guide({ canHold: false, role: 'administrator', place: null }), '/', '/targets'],
  ])('leads to where it is done: %s', (_, view, path, href) => {
    expect(on(view, path).go?.href).toBe(href);
  });

  it('names both presses of a dialog in their order, on the page of drills and in the checklist', () => {
    expect(named(on(guide(), '/drills').say)).toEqual(['Hold a drill now', 'Start the drill']);
    const open = guide({ drill: drill({ state: 'closed', openLines: ['lessons-captured'] }) });
    expect(named(on(open, '/drills/d1').say)).toEqual(['Write the lessons', 'Tick this line']);
  });

  it('sends the plan to another person’s window, never to the one who asked', () => {
    const said = inRoom({ run: asked });
    expect(said.second).toEqual({
      name: 'Demo Executive',
      href: '/sign-in?email=executive%40demo.example&next=%2Fapprovals%2Fa1',
    });
    expect(
      inRoom({ run: run({ state: 'awaiting_approval', approval: { id: 'a1', approvers: ['Eve'] } as never }) }).say,
    ).toContain('Eve');
  });

  it('says why a button is shut instead of naming it', () => {
    const shut = action('start-to-decision', 'Run to the next decision', {
      disabledBecause: 'You approved this plan, so somebody else has to start it.',
    });
    const said = inRoom({ run: run({ state: 'approved', actions: [shut] }) });
    expect(named(said.say)).toEqual([]);
    expect(said.say).toBe('You approved this plan, so somebody else has to start it.');
  });

  it('has whoever holds no drills be the engineer of the demo, in a window of their own', () => {
    const said = on(guide({ canHold: false, role: 'manager' }), '/');
    expect(said.second).toEqual({ name: 'Demo Engineer', href: '/sign-in?email=engineer%40demo.example&next=%2F' });
    expect(on(guide({ canHold: false, role: 'manager', demoPeople: [] }), '/').say).toContain('Ask one of them');
  });

  it('ends on the report, and only there', () => {
    const done = guide({ drill: drill({ state: 'done' }) });
    expect(on(done, '/drills/d1/report').isOver).toBe(true);
    expect(on(done, '/drills/d1').isOver).toBeUndefined();
    expect(PARTS).toContain(on(done, '/drills/d1').part);
  });
});
