import 'server-only';
import { durationWords } from '@/lib/domain/words';
import { ask, block, type Look, many, ok, query, warn } from './look';

/** Older than this, an open transaction makes a change wait past every sensible lock timeout. */
const LONG_SECONDS = 60;
const CONNECTIONS_WARN_PERCENT = 80;

export const targetFingerprint: Look = async (context) => {
  const { fingerprint } = context.target.inventory;
  const [row] = await query(context, 'preflight/fingerprint.sql');
  const seen = `${row?.database} on system ${row?.system_identifier}`;
  if (row?.system_identifier !== fingerprint.systemIdentifier || row?.database !== fingerprint.database) {
    return {
      findings: [
        block(
          'target-fingerprint',
          `This is another database than the registered one: ${seen}.`,
          `The target is registered as ${fingerprint.database} on system ${fingerprint.systemIdentifier}. Register it anew if it really moved.`,
        ),
      ],
    };
  }
  if (row.is_in_recovery)
    return {
      findings: [
        block(
          'target-fingerprint',
          'This server is a standby; nothing can be changed here.',
          'Point the target at the primary.',
        ),
      ],
    };
  return {
    findings: [
      ok(
        'target-fingerprint',
        `It is the registered database: ${row.database}, primary, ${String(row.server_version).split(' ').slice(0, 2).join(' ')}.`,
      ),
    ],
  };
};

export const openTransactions: Look = async (context) => {
  const rows = await query(context, 'preflight/open-transactions.sql');
  const long = rows.filter((row) => Number(row.xact_seconds) > LONG_SECONDS);
  if (long.length === 0)
    return {
      findings: [
        ok(
          'open-transactions',
          rows.length === 0
            ? 'No transaction is open.'
            : `${rows.length} transactions are open, none for over a minute.`,
        ),
      ],
    };
  return {
    findings: [
      warn(
        'open-transactions',
        `${long.length} transactions have been open for over a minute.`,
        'Ask their owners; a change that needs their tables has to wait for them.',
        long.map(describeSession),
      ),
    ],
  };
};

export const tableLocks: Look = async (context, args) => {
  const rows = await query(context, 'preflight/table-locks.sql', { tables: many(args, 'tables') });
  const prepared = await query(context, 'preflight/prepared-transactions.sql');
  if (prepared.length > 0)
    return {
      findings: [
        block(
          'table-locks',
          `${prepared.length} prepared transactions are open; they hold their locks until somebody ends them.`,
          'Commit or roll them back by name with their owners, then look again.',
          prepared.map((row) => `${row.gid} of ${row.owner}, ${durationWords(Number(row.prepared_seconds) * 1000)}`),
        ),
      ],
    };
  const old = rows.filter((row) => Number(row.xact_seconds) > LONG_SECONDS);
  if (old.length > 0)
    return {
      findings: [
        block(
          'table-locks',
          `${old.length} locks on these tables have been held for over a minute.`,
          'End those transactions with their owners, then look again: the change would wait behind them, and everybody behind it.',
          old.map(describeLock),
        ),
      ],
    };
  if (rows.length > 0)
    return {
      findings: [
        warn(
          'table-locks',
          `${rows.length} short locks are held on these tables now.`,
          'Usual under load: a drop waits for them, at most its lock timeout.',
          rows.map(describeLock),
        ),
      ],
    };
  return { findings: [ok('table-locks', 'Nobody holds a lock on these tables.')] };
};

export const oldSnapshots: Look = async (context) => {
  const rows = (await query(context, 'preflight/old-snapshots.sql')).filter(
    (row) => Number(row.xact_seconds) > LONG_SECONDS,
  );
  if (rows.length === 0) return { findings: [ok('old-snapshots', 'No old snapshot is held.')] };
  return {
    findings: [
      warn(
        'old-snapshots',
        `${rows.length} sessions hold a snapshot older than a minute.`,
        'Creating an index again would wait for them; dropping does not.',
        rows.map(describeSession),
      ),
    ],
  };
};

export const connections: Look = async (context) => {
  const [row] = await query(context, 'preflight/connections.sql');
  const percent = Math.round(Number(row?.used_percent));
  const sentence = `${row?.used} of ${row?.usable} connections are in use (${percent} %).`;
  const hidden =
    Number(row?.hidden) > 0
      ? [
          warn(
            'connections-hidden',
            `${row?.hidden} connections cannot be looked into; each may hold a lock that was not seen.`,
            "Grant the console's role pg_read_all_stats.",
          ),
        ]
      : [];
  return {
    findings: [
      ...hidden,
      percent >= CONNECTIONS_WARN_PERCENT
        ? warn('connections', sentence, 'The console needs one or two itself; free some first.')
        : ok('connections', sentence),
    ],
  };
};

export const disk: Look = async (context) => {
  const [[size], free] = await Promise.all([query(context, 'preflight/database-size.sql'), ask(context, 'disk-free')]);
  const kilobytes = Number(free.text.split('\n').at(-1)?.trim().split(/\s+/).at(3));
  if (!free.isOk || !Number.isFinite(kilobytes))
    return {
      findings: [
        warn(
          'disk',
          `Free disk space cannot be seen: ${free.why || 'df answered in a form that is not known'}.`,
          'Look at it on the host.',
        ),
      ],
    };
  const gigabytes = (kilobytes / 1024 / 1024).toFixed(1);
  const isShort = kilobytes * 1024 < Number(size?.size_bytes) * 1.2;
  const sentence = `${gigabytes} GB are free; the database takes ${size?.size}.`;
  return {
    findings: [
      isShort
        ? warn('disk', sentence, 'Creating the indexes again may need more; free some space first.')
        : ok('disk', sentence),
    ],
  };
};

function describeSession(row: Record<string, unknown>): string {
  return `pid ${row.pid}, ${row.usename}, ${row.application_name || 'no name'}, ${row.state}, ${durationWords(Number(row.xact_seconds) * 1000)}: ${String(row.query).slice(0, 120)}`;
}

function describeLock(row: Record<string, unknown>): string {
  return `${row.table_name}: ${row.mode}, ${describeSession(row)}`;
}
