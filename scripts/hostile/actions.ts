import { readFileSync } from 'node:fs';
import type { ActionResult } from '../../lib/contracts/result';
import type { Answered } from './http';
import type { Browser } from './people';

type Manifest = { node: Record<string, { exportedName?: string; workers: Record<string, unknown> }> };
export type Action = { id: string; page: string };

/**
 * Every server action of the build by its name, with a page that carries it. The ids are in what browsers are sent, so
 * whoever wants one has it.
 */
export function readActions(): Map<string, Action> {
  const { node }: Manifest = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8'));
  const actions = new Map<string, Action>();
  for (const [id, { exportedName, workers }] of Object.entries(node)) {
    const [worker] = Object.keys(workers);
    if (exportedName && worker) actions.set(exportedName, { id, page: pageOf(worker) });
  }
  return actions;
}

/** `app/(console)/runbooks/import/page` is at `/runbooks/import`; a part in brackets can be any word. */
function pageOf(worker: string): string {
  const path = worker.replace(/^app/, '').replace(/\/page$/, '');
  return path.replaceAll(/\/\([^)]*\)/g, '').replaceAll(/\[[^\]]+\]/g, 'x') || '/';
}

/** React reads a string that begins with a dollar sign as a reference, so one that is only text begins with two. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('$') ? `$${value}` : value;
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
}

export type Called<T> = Answered & { result: ActionResult<T> | null };

/** Calls an action as the page's own script does. `result` is null where no action answered. */
export async function call<T = unknown>(
  browser: Browser,
  { id, page }: Action,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<Called<T>> {
  return callWith(browser, { id, page }, JSON.stringify([escaped(input)]), headers);
}

/** The same with a body as it is given. */
export async function callWith<T = unknown>(
  browser: Browser,
  { id, page }: Action,
  body: string,
  headers: Record<string, string> = {},
): Promise<Called<T>> {
  const answered = await browser.post(page, body, {
    accept: 'text/x-component',
    'content-type': 'text/plain;charset=UTF-8',
    'next-action': id,
    ...headers,
  });
  return { ...answered, result: resultIn<T>(answered.text) };
}

/** The action's answer among the lines that React sends. Long texts stand on lines of their own, and are put back. */
function resultIn<T>(text: string): ActionResult<T> | null {
  for (const [, json] of text.matchAll(/^[0-9a-f]+:(\{"ok":.*\})$/gm)) {
    try {
      return JSON.parse(json as string);
    } catch {
      return null;
    }
  }
  return null;
}
