import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

declare global {
  interface Window {
    axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
  }
}

/** What axe finds on the page as it stands: rule, place and reason, a line each. */
export async function findBarriers(page: Page, only?: readonly string[]): Promise<string[]> {
  // By the browser's own tools: the page's content security policy would let no script of ours in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE);
  return page.evaluate(
    async ({ tags, rules }) => {
      const { violations } = await window.axe.run(document, {
        runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
        rules: rules ? {} : { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
        // It would fetch every stylesheet again, for a rule about turning a phone.
        preload: false,
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary, html }) => {
          const why = failureSummary?.replaceAll(/\s+/g, ' ').replace(/^Fix (any|all) of the following: /, '');
          return `${id} at ${target.join(' ')}: ${why} ${html.slice(0, 160)}`;
        }),
      );
    },
    { tags: TAGS, rules: only ? [...only] : null },
  );
}
