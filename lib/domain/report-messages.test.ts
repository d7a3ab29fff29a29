import { expect, it } from 'vitest';
import { buildMessages } from './report-messages';
import { event } from './testing/events';

it('the report has a line for everybody who was told or could not be, and none for what only waits', () => {
  const channels = [
    { title: 'Slack #room', state: 'queued' as const },
    { title: 'Hotline', state: 'told_by_person' as const },
    { title: 'E-mail', state: 'tell_yourself' as const },
  ];
  const lines = buildMessages([
    event('people.notified', { channels, subject: 'It fails' }),
    event('message.sent', { recipient: '#room', answer: '200 ok' }),
    event('message.failed', { recipient: 'db@example.com', answer: '550 no such user' }),
    event('message.told', { recipient: 'Ada', audience: 'customer' }),
    event('run.started'),
  ]);
  expect(lines.map(({ recipient, outcome, answer, audience }) => [recipient, outcome, answer, audience])).toEqual([
    ['Hotline', 'told', 'Kim told them', 'internal'],
    ['#room', 'sent', '200 ok', 'internal'],
    ['db@example.com', 'failed', '550 no such user', 'internal'],
    ['Ada', 'told', 'Kim told them', 'customer'],
  ]);
});
