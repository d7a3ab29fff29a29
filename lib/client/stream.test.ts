import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openStream } from './stream';

/** As much of a browser's EventSource as the stream uses; the test opens, breaks and speaks through it. */
class FakeSource extends EventTarget {
  static readonly OPEN = 1;
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
  const listener = { onMessage: vi.fn(), onConnection: vi.fn(), onGap: vi.fn(), onStream: vi.fn() };
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

it('tells the name that the server has for the connection, anew after each break', () => {
  const { listener, source } = open();
  source.onopen();
  source.say('stream', { id: 'one' });
  expect(listener.onStream).toHaveBeenLastCalledWith('one');
});

it('comes back the moment that the network does, from where it was, and not after a pause', () => {
  const { listener, source } = open();
  source.onopen();
  source.say('news', { id: 'e', incidentCode: 'C', type: 't' }, '41');
  vi.stubGlobal('navigator', { onLine: false });
  window.dispatchEvent(new Event('offline'));
  expect(listener.onConnection).toHaveBeenLastCalledWith('offline');
  expect(source.readyState).toBe(FakeSource.CLOSED);
  const opened = FakeSource.all.length;
  vi.stubGlobal('navigator', { onLine: true });
  window.dispatchEvent(new Event('online'));
  expect(FakeSource.all).toHaveLength(opened + 1);
  const again = FakeSource.all.at(-1) as FakeSource;
  expect(again.url).toBe('/api/stream?after=41');
  again.onopen();
  expect(listener.onConnection).toHaveBeenLastCalledWith('live');
  expect(listener.onGap).toHaveBeenCalledTimes(2);
});

it('does not take up what an old connection says after it was let go for another', () => {
  const { listener, source } = open();
  source.onopen();
  window.dispatchEvent(new Event('online'));
  (FakeSource.all.at(-1) as FakeSource).onopen();
  source.onerror();
  expect(listener.onConnection).toHaveBeenLastCalledWith('live');
});

it('looks again when somebody comes back to a page whose connection has died meanwhile', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  const { source } = open();
  source.onopen();
  page.dispatchEvent(new Event('visibilitychange'));
  expect(FakeSource.all.at(-1)).toBe(source);
  source.readyState = FakeSource.CLOSED;
  page.dispatchEvent(new Event('visibilitychange'));
  expect(FakeSource.all.at(-1)).not.toBe(source);
});
