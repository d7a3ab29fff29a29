import { lstatSync, renameSync } from 'node:fs';
import type { Fault } from './fault';

const isThere = (file: string) => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

export const alembicMissing: Fault = {
  key: 'alembic-missing',
  title: 'Alembic is missing',
  effect: 'Nothing for users: the downgrade cannot run, and the emergency path has to be taken.',
  async on({ paths }) {
    if (isThere(paths.alembic)) renameSync(paths.alembic, paths.alembicHidden);
  },
  async off({ paths }) {
    if (isThere(paths.alembicHidden)) renameSync(paths.alembicHidden, paths.alembic);
  },
  isOn: async ({ paths }) => !isThere(paths.alembic),
};
