import 'server-only';
import type { LookKey } from '@/lib/domain/runbook-looks';
import { alembicFirst } from './alembic-first-look';
import { alembicState } from './alembic-looks';
import { backup } from './backup-looks';
import { cascade } from './cascade-look';
import { consolidatedFiles } from './consolidated-look';
import { connections, disk, oldSnapshots, openTransactions, tableLocks, targetFingerprint } from './database-looks';
import { extensionUsers } from './extension-users-look';
import { gitClean, gitCommit, migrationsBetween } from './git-looks';
import { alembicTarget } from './history-looks';
import { indexes, invalidIndexes, remainingIndexes } from './index-looks';
import { lastResort } from './last-resort-look';
import { liveContents } from './live-contents-look';
import type { Look } from './look';
import { poolAtCommit } from './pool-commit-look';
import { poolChange } from './pool-looks';
import { pooler } from './pooler-look';
import { privileges } from './privileges-look';
import { scriptProcesses } from './process-looks';
import { replication } from './replication-look';
import { clientConnections } from './restart-looks';
import { restoreDatabases } from './restore-looks';
import { restoreSpace } from './restore-space-look';
import { expectedSchema } from './schema-look';
import { endpoints, processOnline, services, tools } from './service-looks';
import { systemSettings } from './settings-looks';
import { readTimes, vectorExtension } from './vector-looks';
import { maintenanceWindow } from './window-looks';

/** Every look that a runbook may ask for, by the key that it is written with. */
export const LOOKS: Record<LookKey, Look> = {
  'target-fingerprint': targetFingerprint,
  tools,
  'git-clean': gitClean,
  'git-commit': gitCommit,
  'migrations-between': migrationsBetween,
  'process-online': processOnline,
  endpoints,
  'open-transactions': openTransactions,
  indexes,
  'remaining-indexes': remainingIndexes,
  'invalid-indexes': invalidIndexes,
  'table-locks': tableLocks,
  'old-snapshots': oldSnapshots,
  'alembic-state': alembicState,
  'alembic-first': alembicFirst,
  connections,
  disk,
  'vector-extension': vectorExtension,
  'read-times': readTimes,
  services,
  backup,
  'last-resort': lastResort,
  'restore-databases': restoreDatabases,
  'live-contents': liveContents,
  'restore-space': restoreSpace,
  'script-processes': scriptProcesses,
  cascade,
  'pool-change': poolChange,
  'pool-at-commit': poolAtCommit,
  'expected-schema': expectedSchema,
  'system-settings': systemSettings,
  'client-connections': clientConnections,
  'alembic-target': alembicTarget,
  'consolidated-files': consolidatedFiles,
  'maintenance-window': maintenanceWindow,
  'extension-users': extensionUsers,
  pooler,
  privileges,
  replication,
};
