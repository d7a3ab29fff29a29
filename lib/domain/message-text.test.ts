import { describe, expect, it } from 'vitest';
import { isLoopback, readSmtpUrl, readWebhookUrl } from './message-channels';
import { type CustomerFacts, type InternalFacts, renderCustomer, renderInternal } from './message-template';
import { markDrill, oneLine, parseRecipient, slackText } from './message-text';

describe('a drill', () => {
  it('says so in subject and text, once', () => {
    const marked = markDrill({ subject: 'Rollback', body: 'We begin.' });
    expect(marked).toEqual({ subject: 'DRILL: Rollback', body: expect.stringMatching(/^DRILL\. .+\n\nWe begin\.$/) });
    expect(markDrill(marked)).toEqual(marked);
  });
});

describe('a text', () => {
  it('is one line where it is a subject: a second one would be a header', () => {
    expect(oneLine('All well\r\nBcc: everybody@example.com')).toBe('All well Bcc: everybody@example.com');
  });

  it('is no markup in Slack', () => {
    expect(slackText({ subject: 'A *b*', body: '<!channel> a & b' })).toBe('*A b*\n&lt;!channel&gt; a &amp; b');
  });

  it('does not say its subject twice', () => {
    expect(slackText({ subject: 'Rollback', body: 'ROLLBACK in progress' })).toBe('ROLLBACK in progress');
  });

  it.each([
    ['Ada <ada@example.com>', { name: 'Ada', address: 'ada@example.com' }],
    ['ada@example.com', { name: '', address: 'ada@example.com' }],
  ])('%s is a name and an address', (text, parts) => expect(parseRecipient(text)).toEqual(parts));
});

describe('the address of a mail server', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, isSecure: false, user: '', password: '' }],
    ['smtps://u%40x:p%3A1@mail.example.com', { port: 465, isSecure: true, user: 'u@x', password: 'p:1' }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525 }],
  ])('%s is read', (text, value) => expect(readSmtpUrl(text)).toMatchObject({ ok: true, value }));

  it.each([
    '',
    'mail',
    'https://mail.example.com',
    'smtp://',
    'smtp://a@b',
    'smtp://a:%zz@b',
    'smtp://b/x?y',
    'smtp://b:99999',
  ])('“%s” is refused in a sentence', (text) =>
    expect(readSmtpUrl(text)).toMatchObject({ ok: false, problem: expect.stringMatching(/\w{3}.*\.$/) }),
  );
});

describe('the address of a webhook', () => {
  it.each(['https://hooks.slack.com/services/T/B/x', 'http://127.0.0.1:9/x', 'http://localhost/x'])(
    '%s is read',
    (text) => expect(readWebhookUrl(text).ok).toBe(true),
  );
  it.each(['x', 'http://hooks.slack.com/x', 'file:///etc/passwd', 'https://a:b@hooks.slack.com/x'])(
    '%s is refused',
    (text) => expect(readWebhookUrl(text).ok).toBe(false),
  );
  it('is not taken for this machine by its name', () => {
    expect(['127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1'].some(isLoopback)).toBe(false);
  });
});

describe('a message', () => {
  const messages = {
    internal: {
      heading: 'In progress',
      resolvedHeading: 'Finished',
      everyMinutes: 30,
      fields: [
        { field: 'phase' as const, title: 'Phase' },
        { field: 'eta' as const, title: 'ETA' },
      ],
    },
    customer: {
      heading: 'Service update',
      opening: 'We are on it.',
      resolvedOpening: 'It is mended.',
      everyMinutes: 30,
      fields: [
        { field: 'impact' as const, title: 'Impact' },
        { field: 'workaround' as const, title: 'Workaround' },
      ],
      closing: 'More in 30 minutes. Thank you.',
      resolvedClosing: 'Thank you.',
    },
    warnMinutes: 5,
    missed: [['lead']],
  };

  it('to the team has a line for each field that is known', () => {
    const facts = { phase: '1', eta: '' } as InternalFacts;
    expect(renderInternal(messages, facts, 'It fails')).toEqual({
      subject: 'In progress: It fails',
      body: 'IN PROGRESS\n\nPhase: 1',
    });
    expect(renderInternal(messages, facts, 'It fails', true).subject).toBe('Finished: It fails');
  });

  it('to customers says what is the matter, when they hear again, and thanks', () => {
    const facts = { impact: 'Chats fail', workaround: '' } as CustomerFacts;
    expect(renderCustomer(messages, facts).body).toBe(
      'We are on it.\n\nImpact: Chats fail\n\nMore in 30 minutes. Thank you.',
    );
    expect(renderCustomer(messages, facts, true).body).toBe('It is mended.\n\nThank you.');
  });
});
