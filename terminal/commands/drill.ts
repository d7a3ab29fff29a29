import type { Command } from '../command';
import { list, schedule, show } from './drill-calendar';
import { abort, cancel, finish, hold, start, tick } from './drill-practice';

export const drill: Command = {
  name: 'drill',
  about: 'The monthly drills: plan them, hold them, finish them',
  examples: [['npx rollback drill list', 'this month']],
  children: [list, show, schedule, start, hold, tick, finish, cancel, abort],
};
