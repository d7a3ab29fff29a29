import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runbookSchema, type Severity, severitySchema } from '@/lib/contracts/runbook';
import { contactsFor, contactsToApprove } from './notify-contacts';

const yaml = readFileSync(new URL('../../runbooks/replyx/runbook.yaml', import.meta.url), 'utf8');
const { contacts } = runbookSchema.parse(parse(yaml));
const names = (severity: Severity, procedures: string[] = []) =>
  contactsFor(contacts, severity, procedures).map((contact) => contact.name);

describe('who hears of an incident', () => {
  it('is the database’s lead, always', () => {
    for (const severity of ['critical', 'high', 'medium', 'low'] as const) {
      expect(names(severity)).toContain('Database Team Lead');
    }
    expect(names('low')).toEqual(['Database Team Lead']);
  });

  it('is the executives when it is critical, and not below', () => {
    expect(names('critical')).toContain('Executive Team');
    expect(names('high')).not.toContain('Executive Team');
  });

  it('and of a request for approval is the executives where it is critical', () => {
    const asked = (severity: Severity) => contactsToApprove(contacts, severity).map((contact) => contact.name);
    expect([asked('critical'), asked('high'), asked('low')]).toEqual([['Executive Team'], [], []]);
  });

  const PROCEDURES = ['1.1', '1.2', '1.3', '1.4', '2.1', '2.2', '3.1', '4.1', '4.2', '5.1'];
  const toldOf = (name: string, severity: Severity) =>
    PROCEDURES.filter((procedure) => names(severity, [procedure]).includes(name));

  it('is the backend’s lead when code goes back, whatever the severity', () => {
    for (const severity of severitySchema.options)
      expect(toldOf('Backend Team Lead', severity)).toEqual(['1.1', '3.1', '4.2', '5.1']);
  });

  it('is the lead of operations when services are stopped or restarted, and always when it is critical', () => {
    for (const severity of ['high', 'medium', 'low'] as const)
      expect(toldOf('DevOps Team Lead', severity)).toEqual(['1.4', '2.2', '4.1', '5.1']);
    expect(toldOf('DevOps Team Lead', 'critical')).toEqual(PROCEDURES);
  });

  it('is the product’s owner where the business feels it', () => {
    expect(severitySchema.options.filter((severity) => names(severity).includes('Product Owner'))).toEqual([
      'critical',
      'high',
    ]);
  });

  it('is each contact once, with the reason, and never one without a condition', () => {
    const everything = {
      ...contacts[0],
      key: 'k',
      name: 'K',
      notifiedFor: 'all of it',
      when: { always: true, severities: ['low' as const], procedures: ['1.1'] },
    };
    const nothing = { ...everything, key: 'n', when: {} };
    expect(contactsFor([everything, nothing], 'low', ['1.1'])).toMatchObject([{ key: 'k', because: 'all of it' }]);
  });
});
