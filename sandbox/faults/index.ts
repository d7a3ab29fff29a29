import { alembicMissing } from './alembic-missing';
import { badDeploy } from './bad-deploy';
import type { Fault } from './fault';
import { slowDatabase } from './slow-database';

export const faults: Fault[] = [badDeploy, slowDatabase, alembicMissing];
