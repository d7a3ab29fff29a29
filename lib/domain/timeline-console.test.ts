import { expect, it } from 'vitest';
import { CONSOLE_EVENT_DATA } from './testing/console-events';
import { TELL_CONSOLE } from './timeline-console';

it('nothing that happens to the console itself is a line of an incident, and no kind of it is forgotten', () => {
  expect(Object.keys(TELL_CONSOLE).sort()).toEqual(Object.keys(CONSOLE_EVENT_DATA).sort());
  for (const [type, data] of Object.entries(CONSOLE_EVENT_DATA))
    expect([type, TELL_CONSOLE[type as keyof typeof TELL_CONSOLE](data as never)]).toEqual([type, null]);
});
