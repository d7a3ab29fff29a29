import 'server-only';
import type { Transaction } from '../audit/append-event';
import { Prisma } from '../generated/prisma/client';

export type EncryptedPlace = {
  /** As the event and the answer name it. */
  name: string;
  /** With `isHeld` the rows stay as they are until the transaction ends. */
  read: (tx: Transaction, isHeld?: boolean) => Promise<{ id: string; secret: string }[]>;
  write: (tx: Transaction, id: string, secret: string) => Promise<unknown>;
};

/**
 * Every place in the store where something is encrypted. One that is not here is lost at a rotation, so a test looks
 * through all columns of the store for others.
 */
export const ENCRYPTED: readonly EncryptedPlace[] = [
  column('Target', 'databaseUrl', 'key'),
  column('Target', 'readUrl', 'key'),
  column('Target', 'sshKey', 'key'),
  column('ChannelSetting', 'secret', 'key'),
  column('PushDevice', 'secret', 'key'),
  {
    name: 'Setting.audit-key',
    read: (tx, isHeld) => tx.$queryRaw<{ id: string; secret: string }[]>`
      SELECT "key" AS id, "value"->>'privateKey' AS secret FROM "Setting" WHERE "key" = 'audit-key' ${lockOf(isHeld)}`,
    write: (tx, id, secret) => tx.$executeRaw`
      UPDATE "Setting" SET "value" = jsonb_set("value", '{privateKey}', to_jsonb(${secret}::text)) WHERE "key" = ${id}`,
  },
];

/** One column of text, and the column that its rows are told apart by. */
function column(table: string, name: string, by: string): EncryptedPlace {
  const [from, secret, id] = [table, name, by].map((word) => Prisma.raw(`"${word}"`)) as [
    Prisma.Sql,
    Prisma.Sql,
    Prisma.Sql,
  ];
  return {
    name: `${table}.${name}`,
    read: (tx, isHeld) => tx.$queryRaw<{ id: string; secret: string }[]>`
      SELECT ${id} AS id, ${secret} AS secret FROM ${from} WHERE ${secret} IS NOT NULL ORDER BY 1 ${lockOf(isHeld)}`,
    write: (tx, row, value) => tx.$executeRaw`UPDATE ${from} SET ${secret} = ${value} WHERE ${id} = ${row}`,
  };
}

const lockOf = (isHeld = false) => (isHeld ? Prisma.sql`FOR UPDATE` : Prisma.empty);
