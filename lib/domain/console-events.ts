import type { ActionError } from '@/lib/contracts/result';
import type { Role } from '@/lib/contracts/runbook';
import type { HostLook } from '@/lib/contracts/target-hosts';

/** What happens to the console itself: people, teams, targets, keys. Its own chain has them, whatever the incident. */
export type ConsoleEvents = {
  /** Addresses: of who lends their role, and of who may decide in it. */
  'delegation.made': { from: string; to: string; role: Role; startsAt: string; endsAt: string; reason: string };
  'delegation.revoked': { from: string; to: string; role: Role };
  'person.created': { email: string; role: Role };
  'person.changed': { email: string; change: string };
  /** Somebody gave their password or passkey once more, for what needs a fresh one. */
  'person.confirmed': { email: string; by: 'password' | 'passkey' };
  'passkey.added': { email: string; name: string };
  'passkey.removed': { email: string; name: string };
  /** Browsers that their person signed out from another one. */
  'session.ended': { email: string; count: number };
  /** By id, since what a team is called can change; the words are for people. */
  'team.made': { teamId: string; key: string; name: string };
  'team.renamed': { teamId: string; from: string; to: string };
  'team.deleted': { teamId: string; key: string; name: string };
  'team.joined': { teamId: string; team: string; personId: string; email: string };
  'team.left': { teamId: string; team: string; personId: string; email: string };
  /** A try that was refused. `account`: of a sign-in, where there is one of that address; `unkept`: tries before it. */
  'access.denied': {
    way: 'browser' | 'terminal' | 'sign-in';
    code: string;
    because: string;
    account?: string;
    unkept: number;
  };
  /** `email`: whose token it is. */
  'token.made': { email: string; name: string; prefix: string; expiresAt: string; use: string };
  'token.revoked': { email: string; name: string; prefix: string };
  'target.registered': { key: string; environment: string };
  /** Null: everybody's. */
  'target.team_changed': { target: string; from: string | null; to: string | null; teamId: string | null };
  'target.hosts_asked': { target: string };
  'target.hosts_seen': { target: string; hosts: { host: string; state: HostLook['state']; seen: string | null }[] };
  /** Fingerprints; `from` is null where no key was pinned before. */
  'target.host_pinned': { target: string; host: string; from: string | null; to: string };
  'runbook.stored': { key: string; label: string; hash: string };
  /** Brought in as one file and kept beside the runbook in force. `fileHash`: SHA-256 of the file's bytes. */
  'runbook.imported': {
    key: string;
    label: string;
    title: string;
    hash: string;
    file: string;
    fileHash: string;
    procedures: string[];
  };
  /** Asked for, that is: the worker puts it back. */
  'sandbox.reset': { target: string };
  'sandbox.was_reset': { target: string };
  'sandbox.not_reset': { target: string; error: ActionError };
  /** Asked for, that is: the worker switches it. */
  'fault.switched': { target: string; fault: string; isOn: boolean };
  /** `seen`: what the sandbox said after it. */
  'fault.not_switched': { target: string; fault: string; isOn: boolean; seen: boolean | null; error: ActionError };
  'contact.changed': { key: string; name: string; change: string };
  /** `scope`: an incident's code, or everything. What is in the file: all events up to this one. */
  'audit.exported': { scope: string; keyFingerprint: string };
  /** The key that exports are signed with; it is made once. */
  'audit.key_made': { keyFingerprint: string };
  /** Fingerprints of keys, never a key. `changed`: how many of each were encrypted anew. */
  'secrets.rotated': { from: string[]; to: string; changed: Record<string, number> };
  'channel.changed': { key: string; title: string; change: string };
  /** Of somebody's own browsers; the console's own chain. */
  'push.test_asked': { email: string; device: string };
  'push.tested': { email: string; device: string; isSent: boolean; answer: string };
  'push.device_added': { email: string; device: string; service: string };
  'push.device_removed': { email: string; device: string; because: string };
};
