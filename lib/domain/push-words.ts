import type { DomainEvent } from './events';
import { durationWords } from './words';

type Told = {
  devices: number;
  people: string[];
  delivered: Set<string>;
  notNeeded: Set<string>;
  opened: Map<string, number>;
  failed: Set<string>;
};

/**
 * What became of the notifications that told of an event, by the event's number: "push delivered, opened after 38 s". Only what a
 * device said itself is called delivered; until then it is on its way, or what it asked for was over before it came.
 */
export function pushWords(events: readonly DomainEvent[]): Map<number, string> {
  const told = new Map<number, Told>();
  for (const event of events) note(told, event);
  return new Map([...told].map(([of, one]) => [of, wordsOf(one)]));
}

function note(told: Map<number, Told>, event: DomainEvent): void {
  switch (event.type) {
    case 'push.asked': {
      if (event.data.kind === 'over') return;
      const one = told.get(event.data.of) ?? fresh();
      one.people.push(...event.data.people.filter((name) => !one.people.includes(name)));
      one.devices += event.data.devices;
      told.set(event.data.of, one);
      return;
    }
    case 'push.not_needed':
      for (const name of event.data.people) told.get(event.data.of)?.notNeeded.add(name);
      return;
    case 'push.delivered':
      told.get(event.data.of)?.delivered.add(event.data.person);
      return;
    case 'push.opened':
      told.get(event.data.of)?.opened.set(event.data.person, event.data.afterMs);
      return;
    case 'push.failed':
      told.get(event.data.of)?.failed.add(event.data.person);
      return;
  }
}

const fresh = (): Told => ({
  ...{ devices: 0, people: [], opened: new Map() },
  ...{ delivered: new Set(), notNeeded: new Set(), failed: new Set() },
});

function wordsOf(one: Told): string {
  const { people } = one;
  if (people.length === 1) return `push ${outcomeOf(one, people[0] as string)}`;
  return `push: ${people.map((name) => `${name} ${outcomeOf(one, name)}`).join('; ')}`;
}

function outcomeOf({ delivered, notNeeded, opened, failed }: Told, name: string): string {
  const after = opened.get(name);
  if (after !== undefined) return `delivered, opened after ${durationWords(after)}`;
  if (delivered.has(name)) return 'delivered';
  if (notNeeded.has(name)) return 'not needed any more';
  return failed.has(name) ? 'not delivered' : 'on its way';
}
