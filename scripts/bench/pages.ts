import { type Browser, chromium, type Page } from '@playwright/test';
import getPort from 'get-port';
import { db } from '@/lib/server/db';
import { findChromium } from '../test/chromium';
import { judge } from './judge';
import { type OutputProduct, openOutputProduct, untilOver } from './output-product';
import { LINES, lineText } from './output-programs';
import { type Rated, ratePage } from './page-ratings';
import { measureScripts, type ScriptSize } from './page-script';
import type { Bench, BenchSetting, Row } from './row';

const RUNS = 7;
const ROOM_SCRIPT_KB = 170;
const INTERACTION_MS = 100;
/** Opens the search, looks for two letters, closes it, goes to the next step, and comes back to the one that runs. */
const KEYS = ['/', 'w', 'o', 'Escape', 'j', 'n'];
const PRESSES = 5 * KEYS.length;

/** How a page feels: what Lighthouse says of four of them, how much script the room takes, how soon a press is seen. */
export const bench: Bench = {
  name: 'pages',
  async measure(at) {
    const executablePath = findChromium();
    if (!executablePath) throw new Error('No Chromium was found: set CONSOLE_CHROMIUM to one, or install it.');
    const product = await openOutputProduct();
    const port = await getPort();
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-quic', '--no-first-run', `--remote-debugging-port=${port}`],
    });
    try {
      return [
        await measureScript(product, browser, at),
        await measurePresses(product, browser, at),
        ...(await measureRatings(product, port, at)),
      ];
    } finally {
      await browser.close();
      await product.close();
    }
  },
};

async function openPage(product: OutputProduct, browser: Browser, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ ...product.cookie, url: product.address }]);
  const page = await context.newPage();
  await page.goto(`${product.address}${path}`);
  return page;
}

/** What users behind TLS are sent has to be held; what they would be sent without it is said beside. */
async function measureScript(product: OutputProduct, browser: Browser, { say }: BenchSetting): Promise<Row> {
  const { code } = await product.approve('drip');
  const sizes: ScriptSize[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    const page = await openPage(product, browser, `/incidents/${code}`);
    const size = await measureScripts(page);
    sizes.push(size);
    const { overTheWire, gzip, brotli, files } = size;
    say(
      `the room’s script: ${kb(brotli)} with Brotli, ${kb(gzip)} with gzip, ${kb(overTheWire)} came, in ${files} files`,
    );
    await page.context().close();
  }
  return judge({
    work: 'script of the room on first load, with Brotli',
    unit: 'KB',
    samples: sizes.map(({ brotli }) => brotli),
    floor: sizes.map(({ gzip }) => gzip),
    floorWork: 'no floor: the same scripts with gzip, as they are sent to another machine without TLS',
    bounds: [{ figure: 'median', limit: ROOM_SCRIPT_KB }],
    heldBackBy: 'React and Next alone are 110 KB of it',
  });
}

const kb = (size: number) => `${size.toFixed(1)} KB`;

/** From a key to the next picture, in the room of a step that prints 100,000 lines, by the browser’s own event timing. */
async function measurePresses(product: OutputProduct, browser: Browser, { say, isQuick }: BenchSetting): Promise<Row> {
  const samples: number[] = [];
  for (let turn = 0; turn < (isQuick ? 2 : 5); turn += 1) {
    say(`keys in a room of 100,000 lines, ${turn + 1}`);
    const step = await product.approve('bulk-later');
    await step.start();
    const place = `/incidents/${step.code}?at=${encodeURIComponent(`step:${step.stepId}`)}`;
    const page = await openPage(product, browser, place);
    const log = page.getByRole('log');
    const printed = log.getByText(/words that some program says/);
    await printed.first().waitFor();
    await page.evaluate(WATCH_PRESSES);
    for (let press = 0; press < PRESSES; press += 1) await page.keyboard.press(KEYS[press % KEYS.length] as string);
    samples.push(...(await page.evaluate(() => (window as unknown as { pressMs: number[] }).pressMs)));
    // The last key led to what is next by then, if the step was over.
    await page.goto(`${product.address}${place}`);
    await log.getByText(lineText(LINES)).waitFor();
    await page.context().close();
    await untilOver(step);
  }
  return judge({
    work: 'a key pressed in the room until the next picture, while its step prints 100,000 lines',
    unit: 'ms',
    samples,
    floor: [],
    floorWork: '',
    bounds: [{ figure: 'p99', limit: INTERACTION_MS }],
    heldBackBy: 'the worker, the store, the web and the browser draw on the same two cores',
  });
}

/** Event timing tells of nothing below 16 ms: what it keeps to itself counts as 16. */
const WATCH_PRESSES = `
window.pressMs = [];
addEventListener('keydown', () => window.pressMs.push(16), { capture: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (entry.name === 'keydown') { window.pressMs.pop(); window.pressMs.unshift(entry.duration); }
}).observe({ type: 'event', durationThreshold: 16, buffered: false });`;

async function measureRatings(product: OutputProduct, port: number, { say }: BenchSetting): Promise<Row[]> {
  const { code } = await product.approve('drip');
  const { id } = await db().approval.findFirstOrThrow({ where: { run: { incident: { code } } }, select: { id: true } });
  const places = [
    { name: 'Now', path: '/', isPhone: false },
    { name: 'Room', path: `/incidents/${code}`, isPhone: false },
    { name: 'Approve', path: `/approvals/${id}`, isPhone: false },
    { name: 'Approve, on a phone', path: `/approvals/${id}`, isPhone: true },
    { name: 'a report', path: `/reports/${code}`, isPhone: false },
  ];
  const rows: Row[] = [];
  for (const { name, path, isPhone } of places) {
    const rated: Rated[] = [];
    for (let turn = 0; turn < RUNS; turn += 1) {
      say(`Lighthouse: ${name}, ${turn + 1}`);
      rated.push(await ratePage(`${product.address}${path}`, { port, cookie: product.cookie, isPhone }));
    }
    rows.push(...rateRows(name, rated));
  }
  return rows;
}

function rateRows(name: string, rated: Rated[]): Row[] {
  const shared = { floor: [], floorWork: '' };
  const scores = (['performance', 'accessibility', 'best-practices'] as const).map((category) =>
    judge({
      ...shared,
      work: `${name}: Lighthouse, ${category}`,
      unit: 'points',
      samples: rated.map((one) => one[category]),
      bounds: [{ figure: 'median', limit: 95 }],
      heldBackBy: rated
        .flatMap((one) => one.failed[category])
        .filter(isNew)
        .join('; '),
    }),
  );
  const shift = judge({
    ...shared,
    work: `${name}: how far things jump while it loads (cumulative layout shift)`,
    unit: 'ratio',
    samples: rated.map((one) => one.layoutShift),
    bounds: [{ figure: 'p99', limit: 0.01 }],
    heldBackBy: rated
      .flatMap((one) => one.shifted)
      .filter(isNew)
      .join('; '),
  });
  return [...scores, shift];
}

const isNew = (word: string, at: number, all: string[]) => all.indexOf(word) === at;
