import { describe, expect, it } from 'vitest';
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
