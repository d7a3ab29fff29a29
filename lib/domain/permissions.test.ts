import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { roleSchema, runbookSchema, severitySchema } from '@/lib/contracts/runbook';
import { AppError } from './errors';
import {
  APPROVER_ROLES,
  APPROVER_WORDS,
  assertMayDo,
  mayDo,
  PERMISSIONS,
  type Permission,
  ROLE_WORDS,
} from './permissions';

const ALL = Object.keys(PERMISSIONS) as Permission[];

describe('a manager', () => {
  it('reads, the audit log as well, ticks, writes, lets a colleague’s words to customers out and makes tokens, and nothing else', () => {
    expect(ALL.filter((p) => mayDo('manager', p))).toEqual([
      'console.read',
      'criterion.tick',
      'report.write',
      'message.write',
      'message.confirm',
      'account.own',
      'token.make',
      'drill.tick',
      'audit.read',
    ]);
  });
});

describe('an administrator', () => {
  it('manages people, targets and anybody’s tokens, which nobody else does', () => {
    for (const permission of ['people.manage', 'target.manage', 'token.revoke-any'] as const) {
      expect(roleSchema.options.filter((role) => mayDo(role, permission))).toEqual(['administrator']);
    }
  });

  it.each([
    'run.prepare',
    'run.request-approval',
    'run.drive',
    'approval.decide',
    'approval.withdraw',
    'approval.delegate',
    'approval.break-glass',
    'break-glass.review',
    'incident.lower-severity',
    'criterion.waive',
  ] as const)('has no say in %s', (permission) => {
    expect(mayDo('administrator', permission)).toBe(false);
  });
});

it('only leads lower a severity, waive a criterion, lend their role or review a break-glass', () => {
  for (const permission of [
    'incident.lower-severity',
    'criterion.waive',
    'approval.delegate',
    'break-glass.review',
  ] as const) {
    expect(roleSchema.options.filter((role) => mayDo(role, permission))).toEqual(['team_lead', 'executive']);
  }
});

describe('who approves', () => {
  it('is at every severity somebody who may decide at all', () => {
    for (const severity of severitySchema.options) {
      expect(APPROVER_ROLES[severity].length).toBeGreaterThan(0);
      expect(APPROVER_ROLES[severity].filter((role) => !mayDo(role, 'approval.decide'))).toEqual([]);
    }
  });

  it('never gets less senior as the severity rises', () => {
    const [low, medium, high, critical] = ['low', 'medium', 'high', 'critical'].map(
      (s) => APPROVER_ROLES[s as keyof typeof APPROVER_ROLES],
    );
    expect(critical?.every((role) => high?.includes(role))).toBe(true);
    expect(high?.every((role) => medium?.includes(role))).toBe(true);
    expect(low).not.toContain('engineer');
  });

  it('is whom the runbook names for the severity, first', () => {
    const yaml = readFileSync(new URL('../../runbooks/replyx/runbook.yaml', import.meta.url), 'utf8');
    const ROLE_OF = { executive: 'executive', team_lead: 'team_lead', developer: 'engineer', standard: 'team_lead' };
    for (const { severity, approval } of runbookSchema.parse(parse(yaml)).matrix) {
      expect(APPROVER_ROLES[severity][0]).toBe(ROLE_OF[approval]);
      expect(APPROVER_WORDS[severity]).toBeTruthy();
    }
  });
});

describe('the guard', () => {
  it('agrees with the table, for every role and permission', () => {
    for (const role of roleSchema.options) {
      for (const permission of ALL) {
        if (mayDo(role, permission)) expect(() => assertMayDo(role, permission)).not.toThrow();
        else expect(() => assertMayDo(role, permission)).toThrow(AppError);
      }
    }
  });

  it('names the role that lacks it and those that have it', () => {
    try {
      assertMayDo('manager', 'criterion.waive');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'forbidden', remedy: 'Ask one of these: team lead, executive.' });
      expect((error as AppError).message).toContain('manager');
    }
  });

  it('has a word for every role', () => {
    expect(Object.keys(ROLE_WORDS).sort()).toEqual([...roleSchema.options].sort());
  });
});
