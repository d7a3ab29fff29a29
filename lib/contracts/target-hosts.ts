import { z } from 'zod';
import type { GrantAdvice } from './grants';

/** What the worker found when it looked at one ssh host of a target. */
export type HostLook = {
  host: string;
  /** `ok`: it lets the console in with the pinned key, and has what commands need there. */
  state: 'ok' | 'not_pinned' | 'changed' | 'not_let_in' | 'unreachable' | 'lacking';
  /** The fingerprint of the key that was pinned when it was looked at, as OpenSSH prints it: "SHA256:…". */
  pinned: string | null;
  /** The key that the host showed: the line to pin, and its fingerprint. */
  seen: { line: string; fingerprint: string } | null;
  sentence: string;
};

/** `problems`: what else keeps the target from being rolled back, a sentence each. `grants`: absent where nothing answered. */
export type HostLooks = {
  at: string;
  hosts: HostLook[];
  problems: string[];
  grants?: GrantAdvice;
  reading?: ReadingLook;
};

/** As whom reading checks run. `isSafe`: that role was seen to have nothing that it could write to. */
export type ReadingLook = { isSafe: boolean; sentence: string };

/** A host as people see it; `look` is null for the machine of the worker, and before anybody looked. */
export type HostLine = {
  key: string;
  roles: string[];
  /** "replyx@10.0.0.5:22", or the worker's own machine. */
  where: string;
  isRemote: boolean;
  pinned: string | null;
  look: { state: HostLook['state']; seen: string | null; sentence: string } | null;
};

/** What was last seen of a target's hosts; `isAsked`: a look is under way. */
export type TargetHostsView = {
  key: string;
  at: string | null;
  isAsked: boolean;
  hosts: HostLine[];
  problems: string[];
  /** As whom checks that only read run, and whether that role could write. */
  reading: ReadingLook;
};

/** What the console's role lacks on a target; `isAsked`: a look is under way. Null before anybody looked. */
export type TargetGrantsView = { key: string; isAsked: boolean; advice: GrantAdvice | null };

/** The fingerprint as it was compared on the host: what the host shows by then may be another one. */
export const pinHostKeySchema = z.object({
  targetKey: z.string().min(1),
  host: z.string().min(1),
  fingerprint: z.string().trim().startsWith('SHA256:', 'Give the fingerprint as it is shown: SHA256:…'),
});
