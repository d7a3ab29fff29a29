import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openStream } from './stream';

/** As much of a browser's EventSource as the stream uses; the test opens, breaks and speaks through it. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 1;
  onopen = () => {};
  onerror = () => {};
  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
  say(event: string, data: object, lastEventId = ''): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data), lastEventId }));
  }
}

const closings: (() => void)[] = [];
beforeEach(() => {
  FakeSource.all = [];
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('EventSource', FakeSource);
  vi.stubGlobal('BroadcastChannel', undefined);
});
afterEach(() => {
  for (const close of closings.splice(0)) close();
  vi.unstubAllGlobals();
});

function open() {
  const listener = { onMessage: vi.fn(), onConnection: vi.fn(), onGap: vi.fn() };
  closings.push(openStream(listener));
  return { listener, source: FakeSource.all.at(-1) as FakeSource };
}

it('asks for everything once it first hears, since the page was rendered before that', () => {
  const { listener, source } = open();
  expect(listener.onGap).not.toHaveBeenCalled();
  source.onopen();
  expect(listener.onConnection).toHaveBeenLastCalledWith('live');
  expect(listener.onGap).toHaveBeenCalledTimes(1);
});

it('asks for everything again after a break, once', () => {
  const { listener, source } = open();
  source.onopen();
  source.onerror();
  expect(listener.onConnection).toHaveBeenLastCalledWith('reconnecting');
  source.onopen();
  expect(listener.onGap).toHaveBeenCalledTimes(2);
});

it('passes on numbered news and unnumbered hints', () => {
  const { listener, source } = open();
  source.onopen();
  source.say('news', { id: 'e', incidentCode: 'C', type: 't' }, '41');
  expect(listener.onMessage).toHaveBeenLastCalledWith(expect.objectContaining({ event: 'news', sequence: '41' }));
  source.say('target', { targetKey: 'sandbox' });
  expect(listener.onMessage).toHaveBeenLastCalledWith({ event: 'target', targetKey: 'sandbox' });
});
