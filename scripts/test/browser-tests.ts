import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium';
import { startProduct } from './product';
import { NOTHING, type Tally, tallyOfPlaywright } from './tally';

const FAILED: Tally = { ...NOTHING, failed: 1 };

/** Starts the product as its users do, in a data folder of its own, and runs Playwright against it. */
export async function runBrowserTests(folder: string): Promise<Tally> {
  if (!hasSpecs()) return NOTHING;
  if (!findChromium()) {
    console.error('No browser: install Chrome or Chromium, or name one in CONSOLE_CHROMIUM.');
    return FAILED;
  }
  const product = await startProduct(join(folder, 'data'));
  const isReady = await product.isReady;
  const tally = isReady ? await runPlaywright(product.address, product.dataDir, join(folder, 'e2e.json')) : FAILED;
  const left = await product.stop();
  if (!left.length) return tally;
  // A process left behind is a broken promise of the product, whatever its tests said.
  console.error(`Left running after the stop:\n${left.join('\n')}`);
  return { ...tally, failed: tally.failed + 1 };
}

function hasSpecs(): boolean {
  return readdirSync('e2e', { recursive: true }).some((name) => /\.spec\.ts$/.test(String(name)));
}

async function runPlaywright(address: string, dataDir: string, report: string): Promise<Tally> {
  const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', 'test'], {
    env: { ...process.env, CONSOLE_URL: address, CONSOLE_DATA_DIR: dataDir, CONSOLE_E2E_REPORT: report },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [exitCode] = await once(child, 'exit');
  return tallyOfPlaywright(report, exitCode ?? 1);
}
