import type { Contact, Severity } from '@/lib/contracts/runbook';

/** Who hears that a plan of this severity waits for approval, besides those who may decide on it. */
export function contactsToApprove(contacts: readonly Contact[], severity: Severity): Contact[] {
  return contacts.filter(({ when }) => when.approvals?.includes(severity));
}

/** Who hears of an incident of this severity with these procedures in view, and why. */
export function contactsFor(
  contacts: readonly Contact[],
  severity: Severity,
  procedureKeys: readonly string[],
): (Contact & { because: string })[] {
  return contacts
    .filter(
      ({ when }) =>
        when.always ||
        when.severities?.includes(severity) ||
        when.procedures?.some((key) => procedureKeys.includes(key)),
    )
    .map((contact) => ({ ...contact, because: contact.notifiedFor }));
}
