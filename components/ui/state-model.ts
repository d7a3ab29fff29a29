import type { CheckView } from '@/lib/contracts/views';
import type { RunState, StepState } from '@/lib/domain/run-states';
import type { Tone } from './pill';

/** Each state has a word, a tone and a shape of its own: two states never differ by colour alone. */
export type StateLook = {
  word: string;
  tone: Tone;
  shape:
    | 'dashed'
    | 'dot'
    | 'turning'
    | 'check'
    | 'octagon-x'
    | 'question'
    | 'ban'
    | 'skip'
    | 'draft'
    | 'hourglass'
    | 'badge'
    | 'pause';
};

export const STEP_LOOKS: Record<StepState, StateLook> = {
  pending: { word: 'Not yet', tone: 'idle', shape: 'dashed' },
  ready: { word: 'Next', tone: 'accent', shape: 'dot' },
  running: { word: 'Running', tone: 'running', shape: 'turning' },
  succeeded: { word: 'Done', tone: 'ok', shape: 'check' },
  failed: { word: 'Failed', tone: 'fail', shape: 'octagon-x' },
  unknown: { word: 'Outcome unknown', tone: 'unknown', shape: 'question' },
  cancelled: { word: 'Stopped', tone: 'waiting', shape: 'ban' },
  skipped: { word: 'Skipped', tone: 'idle', shape: 'skip' },
};

/** A check is drawn as the step that ended like it. */
export const CHECK_STATES: Record<CheckView['state'], StepState> = {
  pending: 'pending',
  running: 'running',
  passed: 'succeeded',
  failed: 'failed',
  waived: 'skipped',
};

export const RUN_LOOKS: Record<RunState, StateLook> = {
  draft: { word: 'Being planned', tone: 'idle', shape: 'draft' },
  awaiting_approval: { word: 'Waits for approval', tone: 'waiting', shape: 'hourglass' },
  approved: { word: 'Approved', tone: 'ok', shape: 'badge' },
  running: { word: 'Rolling back', tone: 'running', shape: 'turning' },
  waiting: { word: 'Waits for you', tone: 'waiting', shape: 'pause' },
  succeeded: { word: 'Rolled back', tone: 'ok', shape: 'check' },
  failed: { word: 'Failed', tone: 'fail', shape: 'octagon-x' },
  aborted: { word: 'Stopped', tone: 'idle', shape: 'ban' },
};
