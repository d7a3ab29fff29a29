import { alembicMissing } from './alembic-missing';
import { badDeploy } from './bad-deploy';
import { blockingTransaction } from './blocking-transaction';
import { corruptedRows } from './corrupted-rows';
import { exhaustedConnections } from './exhausted-connections';
import { failingTelegram } from './failing-telegram';
import type { Fault } from './fault';
import { slowDatabase } from './slow-database';
import { slowVector } from './slow-vector';
import { tightSettings } from './tight-settings';

/**
 * In the order of the procedures that mend them. A reset takes them back from the last to the first: what holds locks
 * or connections is then gone before anything else needs them.
 */
export const faults: Fault[] = [
  badDeploy,
  slowDatabase,
  corruptedRows,
  slowVector,
  tightSettings,
  failingTelegram,
  blockingTransaction,
  exhaustedConnections,
  alembicMissing,
];
