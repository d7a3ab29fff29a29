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

/** In the order in which a reset switches them off: what is in the way of others goes first. */
export const faults: Fault[] = [
  tightSettings,
  blockingTransaction,
  badDeploy,
  exhaustedConnections,
  slowDatabase,
  slowVector,
  failingTelegram,
  corruptedRows,
  alembicMissing,
];
