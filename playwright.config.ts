import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/test/chromium';

const isRoot = process.getuid?.() === 0;
const report = process.env.CONSOLE_E2E_REPORT;

export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  // Two cores carry the web, two databases, the sandbox and the browser.
  expect: { timeout: 15_000 },
  // One at a time: the tests share one product, and a target takes one run.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
  use: {
    baseURL: process.env.CONSOLE_URL ?? 'http://localhost:3000',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      chromiumSandbox: !isRoot,
      // Keeps the browser from calling home, which would hang where there is no home to call.
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
