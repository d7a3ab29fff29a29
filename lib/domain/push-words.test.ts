import { expect, it } from 'vitest';
import type { DomainEvent, EventData } from './events';
import { pushWords } from './push-words';
import { event } from './testing/events';
import { buildTimeline } from './timeline';

const asked = (over: Partial<EventData<'push.asked'>> = {}) => event('push.asked', over, { seq: 2 });
const delivered = (person = 'Eve') => event('push.delivered', { person }, { seq: 3 });
const opened = (person = 'Eve', afterMs = 38_000) => event('push.opened', { person, afterMs }, { seq: 4 });
const failed = (person = 'Eve') => event('push.failed', { person }, { seq: 5 });
const over = (people = ['Eve']) => event('push.not_needed', { people }, { seq: 6 });
const two = { people: ['Eve', 'Dora'], devices: 3 };

it.each<[string, DomainEvent[], string | undefined]>([
  ['nobody has a device', [], undefined],
  ['it was queued', [asked()], 'push on its way'],
  ['the device showed it', [asked(), delivered()], 'push delivered'],
  ['it was pressed', [asked(), delivered(), opened()], 'push delivered, opened after 38 s'],
  ['the only device is gone', [asked(), failed()], 'push not delivered'],
  ['one of two devices is gone', [asked({ devices: 2 }), failed(), delivered()], 'push delivered'],
  ['several were told', [asked(two), delivered(), opened()], 'push: Eve delivered, opened after 38 s; Dora on its way'],
  ['it was over before it was sent', [asked(), over()], 'push not needed any more'],
  [
    'it was over, and one of two devices was gone',
    [asked({ devices: 2 }), failed(), over()],
    'push not needed any more',
  ],
  ['it was over, and had been seen before that', [asked(), delivered(), over()], 'push delivered'],
  [
    'it was over for one of several',
    [asked(two), delivered(), over(['Dora'])],
    'push: Eve delivered; Dora not needed any more',
  ],
  ['it only took an earlier one back', [asked({ kind: 'over' })], undefined],
  ['it told of another event', [asked({ of: 7 }), delivered()], undefined],
])('where %s the timeline says so', (_, events, words) => {
  expect(pushWords(events).get(1)).toBe(words);
});

it('what became of a push stands under what it told of, and nowhere else', () => {
  const items = buildTimeline([event('approval.requested'), asked(), delivered(), opened()]);
  expect(items.map(({ strong, push }) => [strong, push])).toEqual([
    ['Asked for approval', 'push delivered, opened after 38 s'],
  ]);
});
