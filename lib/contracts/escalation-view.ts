import type { Telling } from '@/lib/domain/message-states';
import type { AllowedAction } from './views';

/** Escalation as an incident's room shows it: what is open first, with its clock and its options as actions. */
export type EscalationsView = {
  levels: {
    id: string;
    level: number;
    state: 'proposed' | 'active' | 'settled' | 'raised' | 'dismissed';
    when: string;
    because: string;
    people: string[];
    /** What was sent to them, and what became of it; null before they were to be told. */
    batchId: string | null;
    telling: Telling | null;
    clockWords: string;
    startedAt: string | null;
    dueAt: string | null;
    optionTitle: string | null;
    note: string;
    actions: AllowedAction[];
  }[];
  /** Levels that this person can start without a proposal. */
  startable: AllowedAction[];
};
