import lighthouse, { desktopConfig, type Flags } from 'lighthouse';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
type Category = (typeof CATEGORIES)[number];

export type Rated = Record<Category, number> & {
  layoutShift: number;
  /** What cost points, by category. */
  failed: Record<Category, string[]>;
  /** What moved. */
  shifted: string[];
};
type Setting = { port: number; cookie: { name: string; value: string }; isPhone: boolean };

/**
 * Lighthouse's points, from 0 to 100, of one page for somebody who is signed in: as a desktop, or as the slow phone that
 * it imitates. `port`: of a running Chromium's debugger.
 */
export async function ratePage(url: string, { port, cookie, isPhone }: Setting): Promise<Rated> {
  const flags: Flags = {
    port,
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
    extraHeaders: { Cookie: `${cookie.name}=${cookie.value}` },
    // The stream of news never ends: it is no loading.
    maxWaitForLoad: 20_000,
  };
  const result = await lighthouse(url, flags, isPhone ? undefined : desktopConfig);
  if (!result || result.lhr.runtimeError)
    throw new Error(`${url}: ${result?.lhr.runtimeError?.message ?? 'no result'}`);
  const { audits, categories } = result.lhr;
  const of = <T>(read: (category: Category) => T) =>
    Object.fromEntries(CATEGORIES.map((category) => [category, read(category)])) as Record<Category, T>;
  return {
    ...of((category) => (categories[category]?.score ?? 0) * 100),
    layoutShift: audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
    failed: of((category) =>
      (categories[category]?.auditRefs ?? [])
        .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
        .map(({ id }) => `${audits[id]?.title}${audits[id]?.displayValue ? ` (${audits[id].displayValue})` : ''}`),
    ),
    shifted: itemsOf(audits['layout-shifts']?.details),
  };
}

function itemsOf(details: unknown): string[] {
  const items = (details as { items?: { node?: { selector?: string } }[] } | undefined)?.items ?? [];
  return items.map(({ node }) => node?.selector ?? 'something');
}
