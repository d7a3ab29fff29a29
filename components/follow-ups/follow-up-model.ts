import type { FollowUpFilter } from '@/lib/contracts/follow-up';
import type { ActionResult } from '@/lib/contracts/result';
import type { FollowUpStanding } from '@/lib/domain/follow-ups';
import type { Tone } from '../ui/pill';

type Act<T = unknown> = (input: unknown) => Promise<ActionResult<T>>;
export type FollowUpActions = { add: Act; change: Act; end: Act; reopen: Act };

export const TONES: Record<FollowUpStanding, Tone> = { overdue: 'fail', today: 'waiting', open: 'neutral', done: 'ok' };

export const FILTER_WORDS: Record<FollowUpFilter, string> = {
  open: 'Open',
  mine: 'Mine',
  overdue: 'Overdue',
  done: 'Done',
};

export const addressOfFollowUps = (filter: FollowUpFilter) =>
  filter === 'open' ? '/follow-ups' : `/follow-ups?state=${filter}`;
