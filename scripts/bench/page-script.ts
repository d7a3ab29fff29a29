import { get } from 'node:http';
import type { Page } from '@playwright/test';
import { until } from '../../lib/server/testing/until';

/** In KB of 1,024 bytes, of all scripts together. */
export type ScriptSize = { overTheWire: number; gzip: number; brotli: number; files: number };

const QUIET_MS = 1_500;

/**
 * Every script that a page fetched without anybody having pressed anything: what it needs to be live, and whatever is
 * fetched of itself afterwards, until nothing more has come for a while. Over the wire it is what this browser was sent;
 * each is then fetched again in both forms, since browsers ask for Brotli where nobody between can read along: over TLS,
 * and from this machine itself.
 */
export async function measureScripts(page: Page): Promise<ScriptSize> {
  await page.waitForLoadState('load');
  await page.getByText('Live', { exact: true }).first().waitFor();
  const scripts = await untilQuiet(page);
  if (scripts.length === 0) throw new Error('no script was seen');
  const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0) / 1024;
  const inForm = async (encoding: 'gzip' | 'br') =>
    sum(await Promise.all(scripts.map(({ url }) => fetchSize(url, encoding))));
  return {
    overTheWire: sum(scripts.map(({ bytes }) => bytes)),
    gzip: await inForm('gzip'),
    brotli: await inForm('br'),
    files: scripts.length,
  };
}

type Script = { url: string; bytes: number };

async function untilQuiet(page: Page): Promise<Script[]> {
  let seen: Script[] = [];
  let since = Date.now();
  return until(
    'no more scripts',
    async () => {
      const now = await listScripts(page);
      if (now.length !== seen.length) since = Date.now();
      seen = now;
      return Date.now() - since >= QUIET_MS ? now : null;
    },
    30_000,
  );
}

const listScripts = (page: Page): Promise<Script[]> =>
  page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .map(({ name, encodedBodySize }) => ({ url: name, bytes: encodedBodySize })),
  );

/** Bytes of the body as it was sent. Throws where the form that was asked for is not the one that came. */
function fetchSize(url: string, encoding: 'gzip' | 'br'): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (response) => {
      if (response.headers['content-encoding'] !== encoding)
        return reject(new Error(`${url}: asked for ${encoding}, got ${response.headers['content-encoding']}`));
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.once('end', () => resolve(bytes)).once('error', reject);
    }).once('error', reject);
  });
}
