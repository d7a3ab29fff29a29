import { expect, it } from 'vitest';
import type { Said } from './git';
import { judgeEndpoints, judgeProcess, judgeServices } from './services';

const unit = (name: string, state: string) =>
  `Id=${name}.service\nMainPID=1\nActiveState=${state}\nSubState=running\nNRestarts=0\nExecMainStartTimestampMonotonic=1`;
const said = (...units: string[]): Said => ({ isOk: true, text: units.join('\n\n'), why: '' });
const silent: Said = { isOk: false, text: '', why: 'no route to host' };
const [up, down] = [unit('backend', 'active'), unit('worker', 'failed')];
const endpoint = (isOk: boolean) => ({
  title: '/health',
  method: 'GET',
  url: 'http://h',
  isOk,
  sentence: 'it says 500',
});

it.each([
  ['a process that runs', judgeProcess('backend', said(up)), 'ok'],
  ['a process that is down', judgeProcess('worker', said(up, down)), 'warn'],
  ['a process that nobody knows', judgeProcess('other', said(up)), 'block'],
  ['a list that cannot be read', judgeProcess('backend', silent), 'block'],
  ['services that all run', judgeServices(said(up)), 'ok'],
  ['a service that was off', judgeServices(said(up, down)), 'warn'],
  ['services that cannot be read', judgeServices(silent), 'block'],
  ['endpoints that answer', judgeEndpoints([endpoint(true)]), 'ok'],
  ['an endpoint that fails, which is what is to be mended', judgeEndpoints([endpoint(false)]), 'ok'],
])('%s has its verdict, with a next move where it is not well', (_, finding, verdict) => {
  expect(finding.verdict).toBe(verdict);
  if (verdict !== 'ok') expect(finding.remedy).toMatch(/\.$/);
});

it('a failing endpoint is said for what it is', () => {
  expect(judgeEndpoints([endpoint(false)]).sentence).toBe('Before the rollback, /health fails: it says 500');
});
