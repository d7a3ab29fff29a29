import type { Page } from '@playwright/test';

export type Form = { width: number; height: number; scheme: 'light' | 'dark' };

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
];

/** A phone and a desk, each by day and by night. */
export const FORMS: Form[] = SIZES.flatMap((size) =>
  (['light', 'dark'] as const).map((scheme) => ({ ...size, scheme })),
);

/** Gives the page one form after the other, and then the one back that it had. Nothing moves meanwhile. */
export async function inEachForm(page: Page, look: (form: Form) => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  for (const form of FORMS) {
    await page.setViewportSize({ width: form.width, height: form.height });
    await page.emulateMedia({ colorScheme: form.scheme, reducedMotion: 'reduce' });
    await settle(page);
    await look(form);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

/** Until the letters are there, and what follows from the page's size has been drawn. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame++) await new Promise((done) => requestAnimationFrame(done));
  });
}
