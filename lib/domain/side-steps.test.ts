import { describe, expect, it } from 'vitest';
import {
  commandSubject,
  dropIndexPlan,
  endCommandPlan,
  endSessionPlan,
  indexSubject,
  sessionSubject,
  sideStepActions,
  skipStepPlan,
} from './side-steps';

const session = {
  pid: 4711,
  backendStart: '1763892000.5',
  user: 'reports',
  application: 'nightly report',
  client: '10.0.0.7',
  query: 'update users set …',
};
const index = { oid: '16500', schema: 'public', name: 'idx "odd"', table: 'users' };
const base = {
  runId: '6f1c2d52-0000-4000-8000-000000000003',
  step: { id: '6f1c2d52-0000-4000-8000-000000000004', epoch: 1, title: 'Drop idx_users_email' },
  reason: 'it has stood there since yesterday',
  severity: 'high' as const,
  target: { key: 'replyx', fingerprint: { systemIdentifier: '7', database: 'replyx' } },
};
const offer = { sessions: [], indexes: [], open: [], approver: 'a team lead' };

describe('what is offered beside a step', () => {
  it('asks to end exactly one session, with a reason, and says what that costs', () => {
    const [ask] = sideStepActions({ ...offer, sessions: [{ ...session, keptBecause: null }] });
    expect(ask).toMatchObject({ argument: '4711:1763892000.5', needsReason: true, isDanger: true });
    expect(ask?.disabledBecause ?? null).toBeNull();
    expect(JSON.stringify(ask)).toMatch(/once a team lead approves; what it has not committed is lost/);
  });

  it.each([
    ['that must not be ended', { keptBecause: 'It sends changes to a replica.', open: [] }, /replica/],
    ['that is asked for already', { keptBecause: null, open: [sessionSubject(session)] }, /asked for already/],
  ])('is closed for a session %s', (_, { keptBecause, open }, why) => {
    const [ask] = sideStepActions({ ...offer, open, sessions: [{ ...session, keptBecause }] });
    expect(ask?.disabledBecause).toMatch(why);
  });

  it('asks to end exactly what a step lost sight of on a host, and once', () => {
    const command = {
      host: 'app-2',
      where: 'deploy@10.0.0.7:22',
      tag: 'rollback-6f1c2d52-0000-1.1',
      pids: [4711],
      machine: null,
    };
    const [ask] = sideStepActions({ ...offer, commands: [command] });
    expect(ask).toMatchObject({ key: 'end-command', argument: command.tag, needsReason: true, isDanger: true });
    expect(ask?.about).toMatch(/on deploy@10.0.0.7:22 \(process group 4711\) once a team lead approves/);
    const [again] = sideStepActions({ ...offer, commands: [command], open: [commandSubject(command)] });
    expect(again?.disabledBecause).toMatch(/asked for already/);
    expect(endCommandPlan(base, command).display).toMatch(
      /rollback-6f1c2d52-0000-1\.1: process group 4711\nkill -TERM -4711 /,
    );
    const processes = [
      { pid: 12, name: 'sh', group: 12 },
      { pid: 13, name: 'pm2', group: 13 },
    ];
    const here = endCommandPlan(base, { ...command, pids: [12, 13], machine: 'box', processes });
    expect(here.display).toMatch(/kill -TERM 12 13 /);
    expect([here.title, here.display]).toEqual([1, 2].map(() => expect.stringMatching(/pid 12 \(sh\), 13 \(pm2\)/)));
  });

  it('asks once for the same index', () => {
    const [ask] = sideStepActions({ ...offer, indexes: [index], open: [indexSubject(index)] });
    expect(ask?.disabledBecause).toMatch(/asked for already/);
  });
});

describe('what is approved', () => {
  it('names the session by its process and the moment it began: numbers are given again', () => {
    const plan = endSessionPlan(base, session);
    expect(plan.display).toContain('select pg_terminate_backend(4711)');
    expect(plan.display).toContain('2025-11-23T10:00:00.500Z');
    expect(sessionSubject(session)).not.toBe(sessionSubject({ ...session, backendStart: '1763892001.5' }));
    expect(plan.effect).toBe('irreversible');
  });

  it('quotes the index that it drops', () => {
    expect(dropIndexPlan(base, index).action).toMatchObject({
      text: 'drop index concurrently "public"."idx ""odd"""',
    });
  });

  it('shows what would not have run, each line as left out', () => {
    expect(skipStepPlan(base, 'one\ntwo').display).toBe('-- left out: one\n-- left out: two');
  });
});
