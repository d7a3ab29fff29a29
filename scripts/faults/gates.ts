import pg from 'pg';
import { until } from '@/lib/server/testing/until';

/** Where a transaction of the store can be stopped: as the intent is written, or the outcome, of the step at a place. */
export type StoreGate = 'intent' | 'outcome';
const CLASS = { intent: 714_010, outcome: 714_020 };

const TRIGGER = `
  CREATE FUNCTION fault_gate() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW."state" = 'running' AND OLD."state" <> 'running' THEN
      PERFORM pg_advisory_xact_lock_shared(${CLASS.intent}, NEW."ordinal");
    ELSIF OLD."state" = 'running' AND NEW."state" IN ('succeeded', 'failed', 'cancelled') THEN
      PERFORM pg_advisory_xact_lock_shared(${CLASS.outcome}, NEW."ordinal");
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER fault_gate BEFORE UPDATE ON "Step" FOR EACH ROW EXECUTE FUNCTION fault_gate();`;

const WAITING = `select pid from pg_locks where locktype = 'advisory' and not granted
  and classid = $1 and objid = $2 and database = (select oid from pg_database where datname = current_database())`;

/**
 * Stops a worker's transactions inside of the store, before they are committed, for as long as a lock is held. From
 * outside: the product knows nothing of it, and however it comes to write the row, it writes it.
 */
export async function openGates(storeUrl: string) {
  const holder = new pg.Client({ connectionString: storeUrl });
  await holder.connect();
  await holder.query(TRIGGER);
  const key = (gate: StoreGate, ordinal: number) => [CLASS[gate], ordinal];
  return {
    hold: (gate: StoreGate, ordinal: number) => holder.query('select pg_advisory_lock($1, $2)', key(gate, ordinal)),
    /** Resolves once so many transactions stand there. */
    arrived: (gate: StoreGate, ordinal: number, count: number) =>
      until(
        `${count} transactions at the ${gate} of step ${ordinal}`,
        async () => (await holder.query(WAITING, key(gate, ordinal))).rowCount === count,
        20_000,
      ),
    /** Ends what stands there, as its client is gone and nobody would tell it to commit; then the way is free again. */
    async clear(gate: StoreGate, ordinal: number) {
      await holder.query(`select pg_terminate_backend(pid) from (${WAITING}) waiting`, key(gate, ordinal));
      await until(
        'the dead transactions to be gone',
        async () => (await holder.query(WAITING, key(gate, ordinal))).rowCount === 0,
      );
      await holder.query('select pg_advisory_unlock($1, $2)', key(gate, ordinal));
    },
    open: (gate: StoreGate, ordinal: number) => holder.query('select pg_advisory_unlock($1, $2)', key(gate, ordinal)),
    close: () => holder.end(),
  };
}
export type Gates = Awaited<ReturnType<typeof openGates>>;
