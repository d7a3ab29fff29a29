import { defineConfig } from '@playwright/test';
import tests from '../../playwright.config';

/** The same browser and the same product as the browser tests have, for what draws and is no test. */
export default defineConfig({ ...tests, testDir: '../../e2e', testMatch: 'shots.ts', reporter: [['list']] });
