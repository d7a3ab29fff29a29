import { describe, expect, it } from 'vitest';
import { type CustomerFacts, type InternalFacts, renderCustomer, renderInternal } from './message-template';

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
