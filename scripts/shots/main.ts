import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../lib/refusal';
import { findChromium } from '../test/chromium';
import { startProduct } from '../test/product';
import { listShots, renderContactSheet } from './contact-sheet';

const USE = 'Name the folder for the pictures: npm run shots -- DIR [WORDS OF ONE STORY].';

/**
 * Draws every screen and state into `folder`: of the product at CONSOLE_URL with the data folder CONSOLE_DATA_DIR, or of one
 * that is started for it and stopped again. Returns the exit code: 1 where a screen was not reached or the browser complained.
 */
export async function takeShots(folder: string | undefined, words: readonly string[]): Promise<number> {
  if (!folder) throw new Refusal(USE);
  if (!findChromium()) throw new Refusal('No browser: install Chrome or Chromium, or name one in CONSOLE_CHROMIUM.');
  mkdirSync(folder, { recursive: true });
  for (const { file } of listShots(readdirSync(folder))) rmSync(join(folder, file));
  const code = process.env.CONSOLE_URL ? await draw({}, folder, words) : await drawOwn(folder, words);
  const shots = listShots(readdirSync(folder));
  writeFileSync(join(folder, 'index.html'), renderContactSheet(shots));
  console.log(`${shots.length} pictures in ${folder}; index.html shows them all.`);
  return code;
}

async function drawOwn(folder: string, words: readonly string[]): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'console-shots-'));
  const product = await startProduct(join(home, 'data'));
  const isReady = await product.isReady;
  const own = { CONSOLE_URL: product.address, CONSOLE_DATA_DIR: product.dataDir };
  const code = isReady ? await draw(own, folder, words) : 1;
  const left = await product.stop();
  rmSync(home, { recursive: true, force: true });
  if (left.length) console.error(`Left running after the stop:\n${left.join('\n')}`);
  return left.length ? 1 : code;
}

async function draw(product: Record<string, string>, folder: string, words: readonly string[]): Promise<number> {
  const only = words.length ? ['--grep', words.join(' ')] : [];
  const child = spawn(
    process.execPath,
    ['node_modules/@playwright/test/cli.js', 'test', '--config', 'scripts/shots/playwright.config.ts', ...only],
    { env: { ...process.env, ...product, CONSOLE_SHOTS_DIR: folder }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
