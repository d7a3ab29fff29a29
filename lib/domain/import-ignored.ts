/**
 * Keys with which a file would decide what people and the console decide: who approved it, and how severe it is. They are
 * left out with a note, so that a file from elsewhere can still be read. Nothing else is left out: any other unknown key
 * is a mistake.
 */
const DECIDED_HERE: Readonly<Record<string, string>> = {
  approved: 'people approve each plan here',
  approval: 'people approve each plan here',
  approved_by: 'people approve each plan here',
  approvedBy: 'people approve each plan here',
  severity: 'it is computed from the signals of an incident',
};

export type Ignored = { path: (string | number)[]; message: string };

/** A copy without those keys at the runbook, its procedures and its steps, and what was left out. Texts stay untouched. */
export function withoutDecisions(value: unknown): { value: unknown; ignored: Ignored[] } {
  const ignored: Ignored[] = [];
  const drop = (at: unknown, path: (string | number)[]): Record<string, unknown> | null => {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return null;
    const kept: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(at)) {
      const because = Object.hasOwn(DECIDED_HERE, key) ? DECIDED_HERE[key] : undefined;
      if (because === undefined) kept[key] = item;
      else ignored.push({ path: [...path, key], message: `"${key}: ${shown(item)}" was ignored: ${because}` });
    }
    return kept;
  };
  const each = (
    items: unknown,
    path: (string | number)[],
    go: (item: unknown, path: (string | number)[]) => unknown,
  ) => (Array.isArray(items) ? items.map((item, index) => go(item, [...path, index])) : items);
  const step = (at: unknown, path: (string | number)[]) => {
    const kept = drop(at, path);
    return kept && 'step' in kept ? { ...kept, step: drop(kept.step, [...path, 'step']) ?? kept.step } : (kept ?? at);
  };
  const procedure = (at: unknown, path: (string | number)[]) => {
    const kept = drop(at, path);
    return kept && 'steps' in kept ? { ...kept, steps: each(kept.steps, [...path, 'steps'], step) } : (kept ?? at);
  };
  const top = drop(value, []);
  const read =
    top && 'procedures' in top
      ? { ...top, procedures: each(top.procedures, ['procedures'], procedure) }
      : (top ?? value);
  return { value: read, ignored };
}

function shown(item: unknown): string {
  const text = typeof item === 'object' ? '…' : String(item);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
