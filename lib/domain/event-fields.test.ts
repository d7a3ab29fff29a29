import { expect, it } from 'vitest';
import { redactEvent } from './event-fields';
import { EVENT_DATA } from './testing/events';

it('what people type and what targets say is masked before it is stored, and the console’s own words are not touched', () => {
  const secret = 'postgres://app:hunter2@db/replyx';
  const data = { planHash: secret, approver: 'a team lead', note: `use ${secret}`, expiresAt: '', inSpiteOf: secret };
  const kept = redactEvent('approval.requested', data);
  expect(kept.planHash).toBe(secret);
  expect(`${kept.note} ${kept.inSpiteOf}`).not.toContain('hunter2');
});

it('a field that no list has is taken for one that people typed', () => {
  const data = { ...EVENT_DATA['run.failed'], more: 'password=hunter2' };
  expect(JSON.stringify(redactEvent('run.failed', data))).not.toContain('hunter2');
});
