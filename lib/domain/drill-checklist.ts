import type { ChecklistKey, DrillPlan } from '@/lib/contracts/drill-plan';
import { clockWords } from './words';

/** What a person wrote when ticking a line; kept with the drill. */
export type Tick = { byId: string; byName: string; at: string; note: string };
export type Ticks = Partial<Record<ChecklistKey, Tick>>;

/** What the store knows of a drill that a line can be ticked from. Times as ISO strings. */
export type ChecklistFacts = {
  /** Why no drill may run on the target; null where one may. */
  targetTrouble: string | null;
  /** The fault's title; null where the target has none to switch, as a clone. */
  fault: string | null;
  faultSeenAt: string | null;
  /** When the drill's incident was declared. */
  openedAt: string | null;
  toldAt: string | null;
  /** The succeeded run of the drill's procedure. */
  run: { finishedAt: string; tookMs: number } | null;
  validation: { passed: number; failed: number; open: number; waived: number; at: string | null };
  nextAt: string | null;
  ticks: Ticks;
};

export type ChecklistLine = {
  key: ChecklistKey;
  title: string;
  isDone: boolean;
  /** Whether the machine ticks it from what it knows, or a person by name. */
  by: 'machine' | 'person';
  /** Why it is ticked, or what it waits for. */
  sentence: string;
  at: string | null;
  person: string | null;
};

/** Lines that only people can tick; each takes a note, since a tick without words is forgotten by the next month. */
export const PERSON_LINES: readonly ChecklistKey[] = ['documentation-updated', 'lessons-captured'];

type Derived = { isDone: boolean; sentence: string; at?: string | null };

const MACHINE: Partial<Record<ChecklistKey, (facts: ChecklistFacts) => Derived>> = {
  'environment-prepared': environmentLine,
  'team-notified': ({ toldAt }) =>
    toldAt
      ? { isDone: true, sentence: 'The team was told.', at: toldAt }
      : { isDone: false, sentence: 'Tell the team, in the room: no step runs before that.' },
  'procedures-executed': ({ run }) =>
    run
      ? { isDone: true, sentence: `The run succeeded in ${clockWords(run.tookMs)}.`, at: run.finishedAt }
      : { isDone: false, sentence: 'Waits for the run of the procedure to succeed.' },
  'performance-verified': validationLine,
  'next-drill-scheduled': ({ nextAt }) =>
    nextAt
      ? { isDone: true, sentence: 'The next drill of this week is in the calendar.' }
      : { isDone: false, sentence: 'Finishing the drill schedules the next one.' },
};

const WAITS_FOR_WORDS: Partial<Record<ChecklistKey, string>> = {
  'documentation-updated': 'Say which pages you changed, or that none needed it.',
  'lessons-captured': 'Write what the drill taught.',
};

/** The seven lines, each ticked from what is known. */
export function deriveChecklist(lines: DrillPlan['checklist'], facts: ChecklistFacts): ChecklistLine[] {
  return lines.map(({ key, title }) => {
    const derive = MACHINE[key];
    if (derive) return { key, title, by: 'machine', person: null, at: null, ...derive(facts) };
    const tick = facts.ticks[key];
    return {
      key,
      title,
      by: 'person',
      isDone: tick !== undefined,
      sentence: tick?.note ?? WAITS_FOR_WORDS[key] ?? '',
      at: tick?.at ?? null,
      person: tick?.byName ?? null,
    };
  });
}

/** The lines that have to be ticked before a drill can be finished: all but the one that finishing ticks itself. */
export function openLines(lines: readonly ChecklistLine[]): ChecklistLine[] {
  return lines.filter((line) => !line.isDone && line.key !== 'next-drill-scheduled');
}

function environmentLine({ targetTrouble, fault, faultSeenAt, openedAt }: ChecklistFacts): Derived {
  if (targetTrouble) return { isDone: false, sentence: targetTrouble };
  if (openedAt)
    return {
      isDone: true,
      sentence: fault
        ? `“${fault}” was seen on, and the incident declared.`
        : 'The target stands ready; it has no fault to switch on.',
      at: faultSeenAt ?? openedAt,
    };
  return {
    isDone: false,
    sentence: fault ? `Waits until “${fault}” is on and the probes had time to see it.` : 'Waits for the start.',
  };
}

function validationLine({ validation }: ChecklistFacts): Derived {
  if (validation.failed > 0)
    return { isDone: false, sentence: `${validation.failed} of the validation’s checks failed.` };
  if (validation.open > 0 || validation.passed === 0)
    return { isDone: false, sentence: 'Waits for the validation, after the run.' };
  const waived = validation.waived > 0 ? `; a lead has waived ${validation.waived}` : '';
  return {
    isDone: true,
    sentence: `${validation.passed} checks of the validation passed${waived}.`,
    at: validation.at,
  };
}
