/** What the page's first script leaves to the buttons that come to life after it. */
export type EarlyPresses = {
  /** This button hears its presses itself from now on. */
  live: WeakSet<Element>;
  /** Hands out the press that this button did not hear, once; null where there was none. */
  take(button: HTMLButtonElement): (() => void) | null;
};

declare global {
  interface Window {
    earlyPresses?: EarlyPresses;
  }
}

/** Marks the buttons that ask for what they did not hear; the others are left alone. */
export const HEARS_LATER = 'data-hears-later';

/**
 * Keeps the last press on a button that is drawn but not heard yet: a slow phone, a page under way. It is dimmed until it is heard, and
 * nothing is sent by the browser itself, which would lose what was typed. Runs as text in the page's head, before all other scripts:
 * it may use nothing from outside of itself. It listens behind React, so that what React did hear is not kept as well.
 */
export function keepEarlyPresses(marker: string): void {
  type Kept = { button: HTMLButtonElement; words: string | null; dimmed: Animation };
  const live = new WeakSet<Element>();
  let kept: Kept | null = null;
  const drop = () => {
    kept?.dimmed.cancel();
    kept = null;
  };
  window.earlyPresses = {
    live,
    take: (button) => {
      if (kept?.button !== button) return null;
      const { words } = kept;
      drop();
      // What it says now may be something else than what was pressed.
      return () => button.isConnected && button.textContent === words && button.click();
    },
  };
  // Whoever presses something else means that.
  addEventListener('click', drop, true);
  addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button?.hasAttribute(marker) || live.has(button)) return;
    event.preventDefault();
    const dimmed = button.animate({ opacity: 0.55 }, { duration: 1, fill: 'forwards' });
    kept = { button, words: button.textContent, dimmed };
  });
}
