import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSeverity } from '../incidents/change-severity';
import { declare } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { anchorHeads, anchorsFile } from './anchor-head';
import { chainHash } from './event-chain';
import { exportAudit } from './export-audit';
import { getAuditVerdict } from './get-audit-verdict';
import { readEvents } from './read-events';
import { readAuditExport } from './read-export';
import { findPublicKey, toPem } from './signing-key';

let at: TestConsole;
let victim: { id: string; code: string };
let other: { id: string; code: string };
let folder: string;

beforeAll(async () => {
  at = await openTestConsole();
  [victim, other] = [await declare(at), await declare(at)];
  for (const severity of ['critical', 'high', 'medium', 'low', 'high'] as const)
    await changeSeverity(at.people.lead, { incidentCode: victim.code, severity, reason: `because of ${severity}` });
  await anchorHeads();
  // A bare copy on a machine that has nothing but Node: no packages above it.
  folder = join(at.folder, 'elsewhere');
  await mkdir(folder);
  await cp('scripts/audit-verify.mjs', join(folder, 'audit-verify.mjs'));
  await cp('scripts/audit-verify', join(folder, 'audit-verify'), { recursive: true });
  await exportAs('start.jsonl');
  await writeFile(join(folder, 'key.pem'), toPem((await findPublicKey()) as never));
  await at.store.query('create table kept_events as select * from "Event"');
  await at.store.query('create table kept_incidents as select * from "Incident"');
});
afterAll(() => at.close());

async function exportAs(name: string, chain = ''): Promise<string> {
  const { exportId } = await exportAudit(at.people.manager, { chain });
  return downloadAs(name, exportId);
}

async function downloadAs(name: string, exportId: string): Promise<string> {
  const made = await readAuditExport(at.people.manager, exportId);
  const file = join(folder, name);
  await writeFile(file, await new Response(made?.body).text());
  return file;
}

const run = promisify(execFile);
async function verify(file: string, ...words: string[]): Promise<{ code: number; out: string }> {
  const all = [join(folder, 'audit-verify.mjs'), file, '--key', join(folder, 'key.pem'), ...words];
  const ended = run(process.execPath, all, { cwd: folder, env: { NODE_ENV: 'production' } });
  return ended.then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error) => ({ code: error.code, out: error.stdout }),
  );
}

/** As whoever owns the database and takes the triggers off first; afterwards everything is put back. */
async function tamper(sql: () => Promise<unknown>, look: () => Promise<void>): Promise<void> {
  await at.store.query('alter table "Event" disable trigger all');
  try {
    await sql();
    await look();
  } finally {
    await at.store.query(`delete from "Event" where "incidentId" = '${victim.id}'`);
    await at.store.query(`insert into "Event" select * from kept_events where "incidentId" = '${victim.id}'`);
    await at.store.query(`update "Incident" i set "headSeq" = k."headSeq", "headHash" = k."headHash"
      from kept_incidents k where k."id" = i."id"`);
    await at.store.query('alter table "Event" enable trigger all');
  }
}

const q = (sql: string) => () => at.store.query(sql);
const where = () => `"incidentId" = '${victim.id}'`;

/** Every hash computed anew from `actorName` on, and the head recorded as if it had always been so. */
async function rewriteAll(): Promise<void> {
  let prevHash = '';
  for (const event of await readEvents(victim.id)) {
    const forged = { ...event, actorName: 'Somebody Else', prevHash };
    prevHash = chainHash(forged);
    await at.store.query('update "Event" set "actorName" = $1, "prevHash" = $2, "hash" = $3 where "id" = $4', [
      forged.actorName,
      forged.prevHash,
      prevHash,
      event.id.toString(),
    ]);
  }
  await at.store.query('update "Incident" set "headHash" = $1 where "id" = $2', [prevHash, victim.id]);
}

/** The last three gone, and the head recorded as if they had never been. */
async function cutTail(): Promise<void> {
  await at.store.query(`delete from "Event" where ${where()} and seq > 5`);
  await at.store.query(`update "Incident" set "headSeq" = 5,
    "headHash" = (select hash from "Event" where ${where()} and seq = 5) where id = '${victim.id}'`);
}

const CASES: [what: string, deed: () => Promise<unknown>, seq: number, words: RegExp][] = [
  [
    'an event that was edited',
    () => q(`update "Event" set data = jsonb_set(data::jsonb, '{reason}', '"fine"') where ${where()} and seq = 4`)(),
    4,
    /does not match its hash/,
  ],
  [
    'the name of who did it',
    () => q(`update "Event" set "actorName" = 'Lee' where ${where()} and seq = 3`)(),
    3,
    /hash/,
  ],
  ['an event that was deleted', () => q(`delete from "Event" where ${where()} and seq = 3`)(), 3, /missing or out of/],
  [
    'two events that changed places',
    () =>
      q(`update "Event" set seq = -seq where ${where()} and seq in (3, 4);
         update "Event" set seq = 7 + seq where ${where()} and seq in (-3, -4)`)(),
    3,
    /does not follow|hash/,
  ],
  ['a tail that was cut off', () => q(`delete from "Event" where ${where()} and seq > 5`)(), 5, /cut off/],
  ['a tail that was cut off, with its head', cutTail, 5, /was anchored .*cut off/],
  ['a chain that was written anew, with all its hashes', rewriteAll, 8, /was anchored .*written anew/],
];

describe('an export and the page both say where', () => {
  it('nothing is wrong with a store as it was written', async () => {
    expect(await readEvents(victim.id)).toHaveLength(8);
    const { code, out } = await verify(await exportAs('whole.jsonl'), '--anchors', anchorsFile());
    expect(out).toMatch(/Signature: good, by the key you gave\.[\s\S]*Everything holds\./);
    expect(code).toBe(0);
    expect(await getAuditVerdict(at.people.lead)).toMatchObject({ isWhole: true, anchorProblems: [], unchecked: 0 });
  });

  it('a page follows no more than it can, and says how many it left', async () => {
    expect(await getAuditVerdict(at.people.lead, { most: 1 })).toMatchObject({
      chains: [{ code: null }],
      unchecked: 2,
    });
    expect(await getAuditVerdict(at.people.lead, { code: 'DB-ROLLBACK-NOBODYS' })).toBeNull();
  });

  it.each(CASES)('%s', async (_, deed, seq, words) => {
    await tamper(deed, async () => {
      const file = await exportAs('tampered.jsonl', victim.code);
      const { code, out } = await verify(file);
      expect(out).toContain(`BROKEN  ${victim.code}, event ${seq}: `);
      expect(out).toMatch(words);
      expect(code).toBe(1);
      const everything = await verify(await exportAs('tampered-all.jsonl'));
      expect(everything.out.match(/^BROKEN {2}.*/gm)).toHaveLength(1);
      const verdict = await getAuditVerdict(at.people.manager);
      expect(verdict?.isWhole).toBe(false);
      expect(verdict?.chains[0]).toMatchObject({ code: victim.code, isWhole: false, atSeq: seq });
      expect(verdict?.chains.find((chain) => chain.code === other.code)).toMatchObject({ isWhole: true });
    });
    expect(await getAuditVerdict(at.people.manager)).toMatchObject({ isWhole: true });
  });

  it('an incident that is gone from the store altogether', async () => {
    const heads = await readFile(anchorsFile(), 'utf8');
    const line = { at: '2026-01-01T00:00:00.000Z', code: 'DB-ROLLBACK-20260101-000000', seq: 9, hash: 'f'.repeat(64) };
    await writeFile(anchorsFile(), `${JSON.stringify(line)}\n${heads}`);
    const { out, code } = await verify(await exportAs('vanished.jsonl'));
    expect(out).toContain('DB-ROLLBACK-20260101-000000: it was anchored, and is not in the file');
    expect(code).toBe(1);
    expect((await getAuditVerdict(at.people.lead))?.chains[0]).toMatchObject({ code: line.code, isWhole: false });
    await writeFile(anchorsFile(), heads);
  });
});

describe('a file that was changed on its way is told', () => {
  const changed = async (change: (text: string) => string, ...words: string[]) => {
    const text = await readFile(await exportAs('way.jsonl'), 'utf8');
    const file = join(folder, 'changed.jsonl');
    await writeFile(file, change(text));
    return verify(file, ...words);
  };

  it.each<[string, (text: string) => string, RegExp]>([
    ['by one letter', (text) => text.replace('because of low', 'because of law'), /changed after it was signed/],
    ['by a space', (text) => text.replace('"kind":"chain"', '"kind": "chain"'), /changed after it was signed/],
    ['by losing its end', (text) => text.slice(0, text.indexOf('{"kind":"signature"')), /signature is missing/],
    ['by losing an anchor', (text) => text.replace(/^\{"kind":"anchor".*\n/m, ''), /changed after it was signed/],
    ['by something behind its signature', (text) => `${text}{"kind":"event"}\n`, /behind the signature/],
  ])('%s', async (_, change, words) => {
    const { code, out } = await changed(change);
    expect(out).toMatch(words);
    expect(code).toBe(1);
  });

  it('and one that somebody else signed', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const foreign = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const file = await exportAs('own.jsonl');
    const { code, out } = await verify(file, '--key', foreign);
    expect(out).toMatch(/another key than the one you gave/);
    expect(code).toBe(1);
  });

  it('and what is no export at all is not called whole', async () => {
    await writeFile(join(folder, 'note.txt'), 'hello\n');
    expect((await verify(join(folder, 'note.txt'))).code).toBe(2);
    expect((await verify(join(folder, 'nowhere.jsonl'))).code).toBe(2);
  });
});

describe('the heads outside the store', () => {
  it('are missed when their file is gone, or lost its end', async () => {
    const [file, aside] = [anchorsFile(), `${anchorsFile()}.aside`];
    const heads = await readFile(file, 'utf8');
    await rename(file, aside);
    expect(await getAuditVerdict(at.people.lead)).toMatchObject({
      isWhole: false,
      anchorProblems: [expect.stringContaining('the file is missing')],
    });
    await writeFile(file, heads.slice(0, heads.lastIndexOf('{')));
    expect(await getAuditVerdict(at.people.lead)).toMatchObject({
      anchorProblems: [expect.stringContaining('which the store remembers')],
    });
    await rename(aside, file);
    expect(await getAuditVerdict(at.people.lead)).toMatchObject({ isWhole: true });
  });

  it('are told by the check to have lost one from their middle, or to have been written anew', async () => {
    await changeSeverity(at.people.lead, { incidentCode: other.code, severity: 'critical', reason: 'to have more' });
    await anchorHeads();
    const lines = (await readFile(anchorsFile(), 'utf8')).trim().split('\n');
    const forged = join(folder, 'forged.jsonl');
    await writeFile(forged, `${[lines[0], ...lines.slice(2)].join('\n')}\n`);
    const { code, out } = await verify(await exportAs('middle.jsonl'), '--anchors', forged);
    expect(out).toMatch(/the anchors: .*line 2: anchor 2 is missing/);
    expect(code).toBe(1);
  });

  it('follow one another though several write at once, and go on behind half a line', async () => {
    await writeFile(anchorsFile(), `${await readFile(anchorsFile(), 'utf8')}{"at":"2026`);
    for (const severity of ['high', 'medium'] as const) {
      await changeSeverity(at.people.lead, { incidentCode: other.code, severity, reason: 'to have more' });
      await Promise.all([anchorHeads(), anchorHeads(), anchorHeads()]);
    }
    expect(await getAuditVerdict(at.people.lead)).toMatchObject({ isWhole: true, anchorProblems: [] });
    expect(await anchorHeads()).toBe(0);
  });
});

describe('an export', () => {
  it('is the same file each time, whatever happened since', async () => {
    const { exportId } = await exportAudit(at.people.manager, { chain: '' });
    const first = await readFile(await downloadAs('first.jsonl', exportId), 'utf8');
    await changeSeverity(at.people.lead, { incidentCode: victim.code, severity: 'low', reason: 'since then' });
    await anchorHeads();
    expect(await readFile(await downloadAs('second.jsonl', exportId), 'utf8')).toBe(first);
    expect((await verify(join(folder, 'second.jsonl'))).code).toBe(0);
  });

  it('is in the log, and given to nobody but who asked for it', async () => {
    const { exportId } = await exportAudit(at.people.manager, { chain: victim.code });
    const { rows } = await at.store.query(`select * from "Event" where id = ${exportId}`);
    expect(rows[0]).toMatchObject({ type: 'audit.exported', actorName: 'manager', data: { scope: victim.code } });
    expect(await readAuditExport(at.people.lead, exportId)).toBeNull();
    expect(await readAuditExport(at.people.manager, '1')).toBeNull();
    expect(await readAuditExport(at.people.manager, 'x')).toBeNull();
    await expect(exportAudit(at.people.engineer, { chain: '' })).rejects.toThrow('may not do this');
    await expect(exportAudit(at.people.lead, { chain: 'DB-ROLLBACK-NOBODYS' })).rejects.toThrow('no such incident');
  });

  it('holds the key for nobody: the store has it only encrypted', async () => {
    const { rows } = await at.store.query(`select value::text from "Setting" where key = 'audit-key'`);
    expect(JSON.parse(rows[0].value).privateKey).toMatch(/^v\d\./);
  });
});
