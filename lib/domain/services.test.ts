import { describe, expect, it } from 'vitest';
import { wasRestarted } from './pm2-list';
import { parseServices } from './services';

describe('what systemctl shows', () => {
  const unit = (over: Record<string, string | number> = {}) =>
    Object.entries({
      Id: 'replyx-backend.service',
      MainPID: 100,
      ActiveState: 'active',
      SubState: 'running',
      NRestarts: 0,
      ExecMainStartTimestampMonotonic: 5_000_000,
      ...over,
    })
      .map(([key, value]) => `${key}=${value}`)
      .join('\n');
  const judge = (after: string) =>
    wasRestarted(parseServices(after), 'replyx-backend', { before: parseServices(unit()) });

  it('is read as a list of services', () => {
    expect(parseServices(`${unit()}\n\n${unit({ Id: 'other.timer', ActiveState: 'failed' })}\n`)).toMatchObject([
      { name: 'replyx-backend', pid: 100, status: 'online', startedAtMs: 5000 },
      { name: 'other.timer', status: 'errored' },
    ]);
  });

  it.each([
    ['another process that runs', { MainPID: 200, ExecMainStartTimestampMonotonic: 9_000_000 }, true],
    ['the process from before', {}, false],
    ['one that is starting over and over', { MainPID: 0, ActiveState: 'activating', SubState: 'auto-restart' }, false],
    ['one that failed', { MainPID: 0, ActiveState: 'failed', SubState: 'failed' }, false],
    ['one that has exited', { MainPID: 0, SubState: 'exited' }, false],
  ])('says that a unit was restarted, or not: %s', (_, over, isOk) => {
    expect(judge(unit(over)).isOk).toBe(isOk);
  });
});
