import 'server-only';
import { inventorySchema, type TargetFile, targetFileSchema } from '@/lib/contracts/target';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, type EventActor, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { authorise } from '../auth/authorise';
import { decryptSecret, encryptSecret } from '../auth/secrets';
import { db } from '../db';
import type { Target, Team } from '../generated/prisma/client';
import { parseInput } from '../parse-input';
import { moveToTeam } from './move-to-team';
import { keepPins, recordPins } from './pin-host-key';

/** Registers or replaces a target from its file. Its connection string is encrypted and never shown again. */
export async function registerTarget(me: Me, input: { json: string }): Promise<{ key: string }> {
  const actor = await authorise(me, 'target.manage');
  let parsed: unknown;
  try {
    parsed = JSON.parse(input.json);
  } catch (cause) {
    throw new AppError(
      'invalid_input',
      `The target's file is not JSON: ${(cause as Error).message}.`,
      'Nothing was registered; mend the file and try again.',
      { cause, fields: { json: (cause as Error).message } },
    );
  }
  return storeTarget(parseInput(targetFileSchema, parsed), actor);
}

/** Without a person: the start of the embedded console registers its own sandbox. */
export async function storeTarget(file: TargetFile, actor: EventActor): Promise<{ key: string }> {
  const { key, name, environment, team, databaseUrl, readUrl, sshKey } = file;
  await db().$transaction(async (tx) => {
    const before = await tx.target.findUnique({ where: { key } });
    const hostsBefore = before ? inventorySchema.parse(before.inventory).hosts : [];
    const inventory = { ...file.inventory, hosts: keepPins(file.inventory.hosts, hostsBefore) };
    const data = {
      name,
      environment,
      inventory: JSON.parse(JSON.stringify(inventory)),
      databaseUrl: encryptSecret(databaseUrl),
      readUrl: readUrl ? encryptSecret(readUrl) : null,
      sshKey: sshKey ? encryptSecret(sshKey) : null,
      isActive: true,
    };
    // Before anybody could see it: the row is there and its team's in one transaction.
    const { id } = await tx.target.upsert({ where: { key }, create: { key, ...data }, update: data });
    if (team !== undefined)
      await moveToTeam(tx, { id, key, teamId: before?.teamId ?? null }, await teamByKey(tx, team), actor);
    if (before && isSame(before, { ...file, inventory })) return;
    await appendEvent(tx, { type: 'target.registered', data: { key, environment }, actor });
    await recordPins(tx, key, hostsBefore, inventory.hosts, actor);
  });
  return { key };
}

async function teamByKey(tx: Transaction, key: string): Promise<Team> {
  const team = await tx.team.findUnique({ where: { key } });
  if (team) return team;
  const message = `There is no team with the key ${key}.`;
  throw new AppError('invalid_input', message, 'Nothing was registered; make the team on the People page first.', {
    fields: { json: message },
  });
}

/** What a start of the console registers again is no event; a connection that leads elsewhere is one. */
function isSame(before: Target, file: TargetFile): boolean {
  const { name, environment, inventory, databaseUrl, readUrl, sshKey } = file;
  const kept = JSON.parse(JSON.stringify(inventory));
  const wanted = { name, environment, inventory: kept, databaseUrl, readUrl, sshKey };
  return before.isActive && hashOf(wanted) === hashOf(asFile(before));
}

function asFile(row: Target) {
  const { name, environment, inventory } = row;
  const sshKey = row.sshKey === null ? undefined : readable(row.sshKey);
  const readUrl = row.readUrl === null ? undefined : readable(row.readUrl);
  return { name, environment, inventory, databaseUrl: readable(row.databaseUrl), readUrl, sshKey };
}

/** Null where it was encrypted with another key: then it is not the same. */
function readable(secret: string): string | null {
  try {
    return decryptSecret(secret);
  } catch {
    return null;
  }
}
