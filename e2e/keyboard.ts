import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any page has between two things that are wanted one after the other. */
const MOST_STOPS = 160;

/**
 * Presses Tab until `target` has the focus, as somebody without a mouse does. Fails where the focus rests on the way without
 * being seen: no ring around it, or nothing of it outside of what stays at the window's edges.
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target.first()).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
    expect(await findFault(page), 'the focus is seen wherever it rests').toBeNull();
  }
  throw new Error(`${MOST_STOPS} presses of Tab did not lead to ${target}.`);
}

export async function press(page: Page, name: string | RegExp, within: Page | Locator = page): Promise<void> {
  await tabTo(page, within.getByRole('button', { name }).filter({ visible: true }).last());
  await page.keyboard.press('Enter');
}

/** Into the group by Tab, then with the arrows until the one that is wanted is chosen. */
export async function choose(page: Page, group: Locator, wanted: RegExp): Promise<void> {
  const radio = group.getByRole('radio', { name: wanted });
  await tabTo(page, group.getByRole('radio'));
  const count = await group.getByRole('radio').count();
  for (let step = 0; step <= count; step++) {
    if (await radio.isChecked()) return;
    await page.keyboard.press(step === 0 && !(await anyChecked(group)) ? 'Space' : 'ArrowDown');
  }
  throw new Error(`The arrows did not lead to ${wanted}.`);
}

const anyChecked = async (group: Locator) => (await group.getByRole('radio', { checked: true }).count()) > 0;

async function isFocused(target: Locator): Promise<boolean> {
  return target.evaluateAll((all) => all.some((one) => one === document.activeElement));
}

/** Why whoever looks for the focus would not find it; null where they do. */
async function findFault(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const at = document.activeElement;
    // The browser's own frame comes between the last stop and the first.
    if (!at || at === document.body) return null;
    const name = `<${at.tagName.toLowerCase()}> “${(at.getAttribute('aria-label') ?? at.textContent ?? '').trim().slice(0, 40)}”`;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) return `${name} has no ring`;
    const box = at.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right <= left || bottom <= top) return `${name} is outside of the window`;
    const shares = [0.1, 0.5, 0.9];
    const isSeen = shares.some((x) =>
      shares.some((y) => {
        const there = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        return there !== null && (at.contains(there) || there.contains(at));
      }),
    );
    return isSeen ? null : `${name} is covered`;
  });
}
