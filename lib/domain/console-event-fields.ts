import type { ConsoleEvents } from './console-events';

/**
 * Where a field's words come from, which decides what is done with them before they are stored for good:
 * - `plain`: the console's own; stored as it is.
 * - `people`: typed by people, who paste more than they mean to: what looks like a credential is masked.
 * - `target`: said by a target or a channel: masked with its secrets where it is heard, and once more by form.
 */
export type FieldKind = 'plain' | 'people' | 'target';

/** Every field of every event of the console itself; those of incidents stand in event-fields.ts. */
export const CONSOLE_EVENT_FIELDS: {
  readonly [T in keyof ConsoleEvents]: { readonly [F in keyof ConsoleEvents[T]]-?: FieldKind };
} = {
  'delegation.made': {
    from: 'plain',
    to: 'plain',
    role: 'plain',
    startsAt: 'plain',
    endsAt: 'plain',
    reason: 'people',
  },
  'delegation.revoked': { from: 'plain', to: 'plain', role: 'plain' },
  'person.created': { email: 'people', role: 'plain' },
  'person.changed': { email: 'people', change: 'plain' },
  'person.confirmed': { email: 'people', by: 'plain' },
  'passkey.added': { email: 'people', name: 'people' },
  'passkey.removed': { email: 'people', name: 'people' },
  'session.ended': { email: 'people', count: 'plain' },
  'team.made': { teamId: 'plain', key: 'plain', name: 'people' },
  'team.renamed': { teamId: 'plain', from: 'people', to: 'people' },
  'team.deleted': { teamId: 'plain', key: 'plain', name: 'people' },
  'team.joined': { teamId: 'plain', team: 'people', personId: 'plain', email: 'people' },
  'team.left': { teamId: 'plain', team: 'people', personId: 'plain', email: 'people' },
  'access.denied': { way: 'plain', code: 'plain', because: 'people', account: 'people', unkept: 'plain' },
  'token.made': { email: 'people', name: 'people', prefix: 'plain', expiresAt: 'plain', use: 'plain' },
  'token.revoked': { email: 'people', name: 'people', prefix: 'plain' },
  'target.registered': { key: 'plain', environment: 'plain' },
  'target.team_changed': { target: 'plain', from: 'people', to: 'people', teamId: 'plain' },
  'target.hosts_asked': { target: 'plain' },
  'target.hosts_seen': { target: 'plain', hosts: 'target' },
  'target.host_pinned': { target: 'plain', host: 'plain', from: 'plain', to: 'plain' },
  'runbook.stored': { key: 'plain', label: 'people', hash: 'plain' },
  'runbook.imported': {
    key: 'plain',
    label: 'people',
    title: 'people',
    hash: 'plain',
    file: 'people',
    fileHash: 'plain',
    procedures: 'plain',
  },
  'sandbox.reset': { target: 'plain' },
  'sandbox.was_reset': { target: 'plain' },
  'sandbox.not_reset': { target: 'plain', error: 'target' },
  'fault.switched': { target: 'plain', fault: 'plain', isOn: 'plain' },
  'fault.not_switched': { target: 'plain', fault: 'plain', isOn: 'plain', seen: 'target', error: 'target' },
  'contact.changed': { key: 'plain', name: 'people', change: 'plain' },
  'audit.exported': { scope: 'plain', keyFingerprint: 'plain' },
  'audit.key_made': { keyFingerprint: 'plain' },
  'secrets.rotated': { from: 'plain', to: 'plain', changed: 'plain' },
  'channel.changed': { key: 'plain', title: 'people', change: 'plain' },
  'push.test_asked': { email: 'plain', device: 'people' },
  'push.tested': { email: 'plain', device: 'people', isSent: 'plain', answer: 'target' },
  'push.device_added': { email: 'plain', device: 'people', service: 'people' },
  'push.device_removed': { email: 'plain', device: 'people', because: 'plain' },
};
