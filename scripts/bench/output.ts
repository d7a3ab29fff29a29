import { spawn } from 'node:child_process';
import { type Browser, chromium, type Page } from '@playwright/test';
import pg from 'pg';
import { NEWS_CHANNEL } from '@/lib/server/audit/append-event';
import { until } from '@/lib/server/testing/until';
import { findChromium } from '../test/chromium';
import { judge } from './judge';
import { BenchBrowser } from './output-browser';
import { type OutputProduct, openOutputProduct, type PrintingStep, untilOver } from './output-product';
import { clockMs, LINES, lineText, PRINTERS, TICKS } from './output-programs';
import type { Bench, BenchSetting, Row } from './row';

const WARM_UP = 1;
const MIDDLE = lineText(LINES / 2).slice(0, 11);

/** How fast what a step prints is in the store and in a browser, over the real web, worker and helper. */
export const bench: Bench = {
  name: 'output',
  async measure(at) {
    const product = await openOutputProduct();
    const executablePath = findChromium();
    const browser = executablePath
      ? await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic', '--no-first-run'] })
      : null;
    try {
      const rows = [await measureLines(product, at)];
      if (browser) rows.push(await measureDrawn(product, browser, at));
      return [...rows, ...(await measureBulk(product, browser, at))];
    } finally {
      await browser?.close();
      await product.close();
    }
  },
};

const LINE_BOUNDS = [
  { figure: 'median', limit: 30 },
  { figure: 'p99', limit: 100 },
] as const;

async function measureLines(product: OutputProduct, { say, isQuick }: BenchSetting): Promise<Row> {
  say('a line every 50 ms');
  const samples: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < WARM_UP + (isQuick ? 1 : 4); turn += 1) {
    const ticks = await hearTicks(product);
    const plain = await timePlainTicks(product.storeUrl);
    if (turn < WARM_UP) continue;
    samples.push(...ticks);
    floor.push(...plain);
  }
  return judge({
    work: 'a line printed every 50 ms, until a browser has it (stored, told, in the viewer’s lines over HTTP)',
    unit: 'ms',
    samples,
    floor,
    floorWork:
      'the same program read by node, each line one durable INSERT and a NOTIFY until another connection has it',
    bounds: LINE_BOUNDS,
    heldBackBy: 'two commits of the store’s disk and four processes on two cores',
  });
}

async function hearTicks(product: OutputProduct): Promise<number[]> {
  const step = await product.approve('drip');
  await step.start();
  const browser = new BenchBrowser(product, step);
  await browser.open();
  const latencies: number[] = [];
  let seen = 0;
  const look = () => {
    for (const line of browser.output.getShown().lines) {
      const printed = line.number > seen ? /^tick ([\d.]+)$/.exec(line.text)?.[1] : undefined;
      if (!printed) continue;
      seen = line.number;
      latencies.push(clockMs() - Number(printed));
    }
  };
  await browser.output.show({ tail: true });
  // What was printed before the browser was there is no news.
  seen = browser.output.getShown().lines.at(-1)?.number ?? 0;
  const stop = browser.output.subscribe(look);
  await untilOver(step);
  await until('the last line', () => browser.output.getShown().total.lines >= TICKS);
  stop();
  browser.close();
  if (seen < TICKS || latencies.length < TICKS / 2) throw new Error(`only ${latencies.length} lines were heard`);
  return latencies;
}

/** The plainest way to the same: read, one row, one notification. */
async function timePlainTicks(storeUrl: string): Promise<number[]> {
  const [writer, listener] = [1, 2].map(() => new pg.Client({ connectionString: storeUrl })) as [pg.Client, pg.Client];
  await Promise.all([writer.connect(), listener.connect()]);
  const samples: number[] = [];
  listener.on('notification', ({ payload }) => samples.push(clockMs() - Number(payload)));
  await listener.query('LISTEN bench_floor');
  await writer.query('CREATE TABLE IF NOT EXISTS bench_floor (text text)');
  const program = spawn(process.execPath, ['-e', PRINTERS.drip], { stdio: ['ignore', 'pipe', 'inherit'] });
  program.stdout.on('data', (text: Buffer) => {
    const [, printed] = String(text).trim().split(' ');
    void writer.query("WITH kept AS (INSERT INTO bench_floor VALUES ($1)) SELECT pg_notify('bench_floor', $1)", [
      printed,
    ]);
  });
  await until('the plain lines', () => samples.length >= TICKS, 30_000);
  await writer.query('DROP TABLE bench_floor');
  await Promise.all([writer.end(), listener.end()]);
  return samples;
}

/** In the room, and on the step where it has started: the room itself goes on when the step is over. */
async function openRoom(product: OutputProduct, browser: Browser, { code, stepId }: PrintingStep): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ ...product.cookie, url: product.address }]);
  const page = await context.newPage();
  const place = stepId && `?at=${encodeURIComponent(`step:${stepId}`)}`;
  await page.goto(`${product.address}/incidents/${code}${place}`);
  return page;
}

/** Notes when each line is first seen in the page, by the clock that the program prints. */
const WATCH_TICKS = `
const ticks = new Map();
new MutationObserver(() => {
  for (const line of document.querySelectorAll('[role=log] [data-index]')) {
    const printed = /tick ([0-9.]+)/.exec(line.textContent)?.[1];
    if (printed && !ticks.has(printed)) ticks.set(printed, Date.now());
  }
}).observe(document.body, { childList: true, subtree: true, characterData: true });
window.benchTicks = ticks;`;

async function measureDrawn(product: OutputProduct, browser: Browser, { say, isQuick }: BenchSetting): Promise<Row> {
  say('a line every 50 ms, drawn by Chromium');
  const samples: number[] = [];
  for (let turn = 0; turn < WARM_UP + (isQuick ? 1 : 3); turn += 1) {
    const step = await product.approve('drip-later');
    await step.start();
    const page = await openRoom(product, browser, step);
    await page.evaluate(WATCH_TICKS);
    await untilOver(step);
    const ticks = await page.evaluate(() => [...(window as unknown as { benchTicks: Map<string, number> }).benchTicks]);
    await page.context().close();
    const openedAt = ticks[0]?.[1] ?? Number.POSITIVE_INFINITY;
    // What was printed before the page showed the step was not waited for by anybody.
    const watched = ticks.filter(([printed]) => Number(printed) > openedAt);
    if (turn >= WARM_UP) samples.push(...watched.map(([printed, seen]) => seen - Number(printed)));
  }
  return judge({
    work: 'the same, until Chromium has drawn it in the room',
    unit: 'ms',
    samples,
    floor: [],
    floorWork: '',
    bounds: LINE_BOUNDS,
    heldBackBy: 'drawing: the browser shares the two cores with the product',
  });
}

async function measureBulk(
  product: OutputProduct,
  browser: Browser | null,
  { say, isQuick }: BenchSetting,
): Promise<Row[]> {
  const stored: number[] = [];
  const floor: number[] = [];
  const searched: number[] = [];
  for (let turn = 0; turn < WARM_UP + (isQuick ? 7 : 12); turn += 1) {
    say(`100,000 lines, ${turn + 1}`);
    const storedMs = await timeStored(product);
    const plainMs = await timePlainBulk(product.storeUrl);
    const searchedMs = await (browser ? timeSearchedInPage(product, browser) : timeSearchedOverHttp(product));
    if (turn < WARM_UP) continue;
    stored.push(storedMs);
    floor.push(plainMs);
    searched.push(searchedMs);
  }
  return [
    judge({
      work: '100,000 lines (8 MB) from one step, from the first byte printed until stored whole',
      unit: 'ms',
      samples: stored,
      floor,
      floorWork: 'the same program read by node and stored in 64 KiB rows by one node-postgres connection',
      bounds: [{ figure: 'median', limit: 250 }],
      heldBackBy: 'decoding, masking and the way between the three processes share two cores with the store’s writing',
    }),
    judge({
      work: `the same, until ${browser ? 'Chromium' : 'a client over HTTP (no Chromium was found)'} holds the tail and has found a line in its middle`,
      unit: 'ms',
      samples: searched,
      floor: [],
      floorWork: '',
      bounds: [{ figure: 'median', limit: 1000 }],
      heldBackBy: 'drawing, and the search over 8 MB on the server',
    }),
  ];
}

/** From the moment that the program printed until the store had committed the last line. */
async function timeStored(product: OutputProduct): Promise<number> {
  const step = await product.approve('bulk');
  const listener = new pg.Client({ connectionString: product.storeUrl });
  await listener.connect();
  const heard: { lastSeq: number; at: number }[] = [];
  listener.on('notification', ({ payload }) => {
    const news = JSON.parse(payload ?? '{}');
    if (news.kind === 'output') heard.push({ lastSeq: news.lastSeq, at: clockMs() });
  });
  await listener.query(`LISTEN ${NEWS_CHANNEL}`);
  await step.start();
  await untilOver(step);
  const { rows } = await listener.query(
    `SELECT "seq", "lines", (SELECT "text" FROM "Output" f WHERE f."stepId" = o."stepId" AND f."seq" = 1) AS first
     FROM "Output" o WHERE "stepId" = $1 AND "stream" = 'stdout' ORDER BY "seq" DESC LIMIT 1`,
    [step.stepId],
  );
  await listener.end();
  if (rows[0]?.lines !== LINES + 1) throw new Error(`${rows[0]?.lines} lines are stored`);
  const last = heard.find((news) => news.lastSeq >= rows[0].seq);
  return (last?.at ?? Number.NaN) - begunAt(rows[0].first);
}

const begunAt = (text: string) => Number(/^begun ([\d.]+)/.exec(text)?.[1]);

async function timePlainBulk(storeUrl: string): Promise<number> {
  const writer = new pg.Client({ connectionString: storeUrl });
  await writer.connect();
  await writer.query('CREATE TABLE IF NOT EXISTS bench_bulk (text text)');
  await writer.query('ALTER TABLE bench_bulk ALTER text SET STORAGE EXTERNAL');
  const program = spawn(process.execPath, ['-e', PRINTERS.bulk], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of program.stdout.setEncoding('utf8')) text += part;
  const rows = text.match(/[\s\S]{1,65536}/g) ?? [];
  for (let at = 0; at < rows.length; at += 16) {
    const some = rows.slice(at, at + 16);
    await writer.query(`INSERT INTO bench_bulk VALUES ${some.map((_, i) => `($${i + 1})`).join(',')}`, some);
  }
  const tookMs = clockMs() - begunAt(text);
  await writer.query('DROP TABLE bench_bulk');
  await writer.end();
  return tookMs;
}

async function timeSearchedOverHttp(product: OutputProduct): Promise<number> {
  const step = await product.approve('bulk-later');
  await step.start();
  const browser = new BenchBrowser(product, step);
  await browser.open();
  await browser.output.show({ tail: true });
  const hasTail = () => browser.output.getShown().lines.some((line) => line.text.startsWith(lineText(LINES)));
  await until('the tail', hasTail, 30_000);
  const { total } = await browser.search(MIDDLE);
  const at = clockMs();
  if (total !== 1) throw new Error(`${MIDDLE} was found ${total} times`);
  const begun = begunAt((await browser.read({ after: 0 })).chunks[0]?.text ?? '');
  browser.close();
  await untilOver(step);
  return at - begun;
}

async function timeSearchedInPage(product: OutputProduct, browser: Browser): Promise<number> {
  const step = await product.approve('bulk-later');
  await step.start();
  const page = await openRoom(product, browser, step);
  const log = page.getByRole('log');
  await log.getByText(lineText(LINES)).waitFor();
  await page.keyboard.press('/');
  await page.getByRole('searchbox', { name: 'Search the output' }).fill(MIDDLE);
  await page.getByRole('search').getByText('1 of 1', { exact: true }).waitFor();
  await log.getByText(MIDDLE).waitFor();
  const at = clockMs();
  const reader = new BenchBrowser(product, step);
  const begun = begunAt((await reader.read({ after: 0 })).chunks[0]?.text ?? '');
  await page.context().close();
  await untilOver(step);
  return at - begun;
}
