import 'server-only';
import { type TargetFile, targetFileSchema } from '@/lib/contracts/target';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, type EventActor } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { authorise } from '../auth/authorise';
import { encryptSecret } from '../auth/secrets';
import { db } from '../db';
import { parseInput } from '../parse-input';

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
  const { key, name, environment, inventory, databaseUrl, sshKey } = file;
  await db().$transaction(async (tx) => {
    const before = await tx.target.findUnique({ where: { key } });
    const data = {
      name,
      environment,
      inventory: JSON.parse(JSON.stringify(inventory)),
      databaseUrl: encryptSecret(databaseUrl),
      sshKey: sshKey ? encryptSecret(sshKey) : null,
      isActive: true,
    };
    await tx.target.upsert({ where: { key }, create: { key, ...data }, update: data });
    if (before && hashOf(before.inventory) === hashOf(data.inventory) && before.environment === environment) return;
    await appendEvent(tx, { type: 'target.registered', data: { key, environment }, actor });
  });
  return { key };
}
