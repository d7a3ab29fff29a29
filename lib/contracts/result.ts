/** What every server action answers: a value, or a refusal that teaches. Unknown errors carry a reference id. */
export type ActionError = {
  code: string;
  /** What was refused or failed, and what state things are in. */
  message: string;
  /** The safe next move. */
  remedy: string;
  referenceId?: string;
  /** Field → sentence, for forms. */
  fields?: Record<string, string>;
};
export type ActionResult<T = null> = { ok: true; value: T } | { ok: false; error: ActionError };
