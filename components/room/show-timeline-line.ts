/**
 * Brings the line of an event into view and gives it the focus; false where no line of it is seen. A room may have its
 * timeline twice, beside the step and in the sheet, with one of them hidden.
 */
export function showTimelineLine(eventId: string): boolean {
  const lines = document.querySelectorAll<HTMLElement>(`[data-event="${CSS.escape(eventId)}"]`);
  const line = [...lines].find((one) => one.getClientRects().length > 0);
  line?.scrollIntoView({ block: 'center' });
  line?.focus({ preventScroll: true });
  return line !== undefined;
}
