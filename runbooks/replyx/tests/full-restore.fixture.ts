import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Finding, StepOutcome } from '@/lib/contracts/plan';
import { db } from '@/lib/server/db';
import { planRun } from '@/lib/server/runs/plan-run';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import type { Rollback } from '@/lib/server/testing/rollback';
import { type Chosen, openShippedConsole, type ShippedConsole } from '@/lib/server/testing/shipped';
import { clientBinding } from '@/sandbox/bindings/postgres';
import { withClient } from '@/sandbox/connection';
import { sandboxPaths } from '@/sandbox/paths';
import { probe } from '@/sandbox/probe';
import { digestRows } from '@/sandbox/rows';
import { runBinding } from '@/sandbox/testing/service';
import { findTools } from '@/sandbox/tools';

export const tools = await findTools();
export const isRestorable = tools.pgDump && tools.pgRestore && tools.psql;
export const PLAIN = 'pre_optimization_backup.sql';
const OBJECTS = readFileSync('sql/verify/restored-objects.sql', 'utf8');
const PROBED = ['health', 'api-health', 'assistants-stats', 'dialogs-recent', 'telegram-webhook'];

/** A console on a sandbox of its own, with a custom and a directory archive beside the plain backup. Once a file. */
export async function openRestore() {
  const at = await openShippedConsole();
  const box = lookAt(at);
  const prepared = await box.rows();
  if (isRestorable) await Promise.all([box.dump('custom', 'whole.dump'), box.dump('directory', 'whole.dir')]);
  return {
    at,
    box,
    prepared,
    /** The state that every test leaves behind: services up, one database under the name, its rows as they were. */
    async expectAsBefore() {
      expect(await box.statuses()).toEqual(['online']);
      expect(await box.failing()).toEqual([]);
      expect(await box.rows()).toEqual(prepared);
    },
    async dropKept() {
      for (const name of await box.kept())
        await box.maintain((client) => client.query(`DROP DATABASE ${client.escapeIdentifier(name)}`));
    },
  };
}
export type Restore = Awaited<ReturnType<typeof openRestore>>;

/** What a restore is about, as the sandbox itself sees it. */
function lookAt(at: ShippedConsole) {
  const { databaseUrl, inventory } = at.target;
  const paths = sandboxPaths(at.service.dir);
  const maintenance = new URL(databaseUrl);
  maintenance.pathname = '/postgres';
  const names = async () => {
    const text = `SELECT datname AS name FROM pg_database WHERE datname LIKE 'replyx%' ORDER BY 1`;
    return withClient(maintenance.href, async (c) => (await c.query(text)).rows.map((row) => String(row.name)));
  };
  /** In another database of the cluster. */
  const inDatabase = <T>(name: string, work: Parameters<typeof withClient<T>>[1]) => {
    const url = new URL(databaseUrl);
    url.pathname = `/${name}`;
    return withClient(url.href, work);
  };
  const command = (key: string, given?: Record<string, string>) => runBinding(inventory.commands[key], given);
  return {
    paths,
    command,
    names,
    /** Besides the one in use. */
    kept: async () => (await names()).filter((name) => name !== 'replyx'),
    backup: (name: string) => join(paths.backups, name),
    fault: (key: string, action: 'on' | 'off') => runBinding(inventory.faults.find((f) => f.key === key)?.[action]),
    rows: () => withClient(databaseUrl, digestRows),
    inDatabase,
    maintain: <T>(work: Parameters<typeof withClient<T>>[1]) => withClient(maintenance.href, work),
    statuses: async () => [
      ...new Set(
        JSON.parse(await command('services-status')).map((app: { pm2_env: { status: string } }) => app.pm2_env.status),
      ),
    ],
    /** The endpoints that fail. */
    failing: async () => {
      const wanted = inventory.endpoints.filter(({ key }) => PROBED.includes(key));
      return (await Promise.all(wanted.map(probe))).filter(({ isOk }) => !isOk).map(({ key }) => key);
    },
    dump: async (form: 'custom' | 'directory', name: string, ...more: string[]) =>
      runBinding(
        clientBinding(paths, tools, 'pgDump', `--format=${form}`, '--file', join(paths.backups, name), ...more),
      ),
    /** How many tables and indexes a database has, in the words of the procedure's own check. */
    objects: (name: string) => inDatabase(name, async (c) => (await c.query(OBJECTS)).rows[0].objects as string),
  };
}

export const restoring = (parameters: Record<string, string> = {}): Chosen => ({
  procedure: '1.4',
  branch: 'restore',
  parameters: { backup: PLAIN, where: 'new_database', ...parameters },
  severity: 'critical',
});

/** The same incident's draft, planned once more with other parameters; its findings by key. */
export async function lookedAgain(at: ShippedConsole, run: Rollback, chosen: Chosen): Promise<Map<string, Finding>> {
  await prepareRun(at.people.engineer, {
    incidentCode: run.incidentCode,
    procedureKey: chosen.procedure,
    branch: chosen.branch,
    parameters: chosen.parameters ?? {},
  });
  await planRun({ runId: run.runId });
  return findingsOf(run);
}

export async function findingsOf(run: Rollback): Promise<Map<string, Finding>> {
  const { preflight } = await run.load();
  const { findings } = preflight as unknown as { findings: Finding[] };
  // What blocks comes last in the map, so that it is what a key finds.
  const inOrder = [...findings].sort((a, b) => Number(a.verdict === 'block') - Number(b.verdict === 'block'));
  return new Map(inOrder.map((finding) => [finding.key, finding]));
}

export const outcomeOf = async (run: Rollback, key: string) =>
  (await run.step(key)).outcome as unknown as StepOutcome | null;

export async function notesOf(run: Rollback, key: string): Promise<string[]> {
  const rows = await db().output.findMany({ where: { stepId: (await run.step(key)).id, stream: 'note' } });
  return rows.map(({ text }) => text.trim());
}
