import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { beforeEach, describe, expect, it } from 'vitest';

// public/sw.js as a browser runs it: a script of its own, with a browser's things around it.
const SOURCE = readFileSync(new URL('../../public/sw.js', import.meta.url), 'utf8');
const ORIGIN = 'https://console.example';

type Tab = { url: string; focus: () => Tab };
type Shown = { title: string; body: string; tag: string; silent: boolean; renotify: boolean; data: unknown };
let listeners: Record<string, (event: object) => void>;
let shown: Shown[];
let said: { url: string; body: unknown }[];
let badges: (number | null)[];
let tabs: Tab[];
let focused: string[];
let opened: string[];
let network: 'up' | 'down';

beforeEach(() => {
  [listeners, shown, said, badges, tabs, focused, opened, network] = [{}, [], [], [], [], [], [], 'up'];
  const self = {
    addEventListener: (type: string, listener: (event: object) => void) => {
      listeners[type] = listener;
    },
    location: { origin: ORIGIN },
    registration: {
      showNotification: async (title: string, options: Omit<Shown, 'title'>) => void shown.push({ title, ...options }),
    },
    clients: {
      matchAll: async () => tabs,
      openWindow: async (url: string) => void opened.push(url),
    },
    skipWaiting: async () => undefined,
  };
  const fetch = async (request: string | { url: string }, init?: { body: string }) => {
    if (network === 'down') throw new TypeError('Failed to fetch');
    if (typeof request === 'string') said.push({ url: request, body: JSON.parse(init?.body ?? 'null') });
    return 'from the network';
  };
  const navigator = {
    setAppBadge: async (count: number) => void badges.push(count),
    clearAppBadge: async () => void badges.push(null),
  };
  const caches = { match: async (url: string) => `kept ${url}` };
  runInContext(SOURCE, createContext({ self, fetch, navigator, caches, URL, Intl, Date, JSON, Response }));
});

async function happen(type: string, event: object): Promise<unknown> {
  let done: unknown;
  const waitUntil = (work: unknown) => {
    done = work;
  };
  listeners[type]?.({ ...event, waitUntil, respondWith: waitUntil });
  return done;
}
const push = (payload: object) => happen('push', { data: { json: () => payload } });
const press = (data: object) => happen('notificationclick', { notification: { data, close: () => undefined } });
const tab = (path: string): Tab => {
  const url = `${ORIGIN}${path}`;
  return {
    url,
    focus() {
      focused.push(path);
      return this;
    },
  };
};

const ASKED = {
  id: 'p1',
  kind: 'approval',
  title: 'Critical · Your approval is needed',
  body: 'Kim asks.',
  url: '/approvals/a1',
  tag: 'approval-a1',
  until: null,
  waiting: 2,
};

describe('a push', () => {
  it('is shown aloud, counted on the icon, and told back', async () => {
    await push(ASKED);
    expect(shown).toMatchObject([
      { title: ASKED.title, body: 'Kim asks.', tag: 'approval-a1', silent: false, renotify: true },
    ]);
    expect(badges).toEqual([2]);
    expect(said).toEqual([{ url: '/api/push', body: { id: 'p1', seen: 'shown' } }]);
  });

  it('that takes one back stands in its place without a sound, and takes the number off', async () => {
    await push({ ...ASKED, kind: 'over', waiting: 0 });
    expect(shown).toMatchObject([{ tag: 'approval-a1', silent: true, renotify: false }]);
    expect(badges).toEqual([null]);
  });

  it('says until when in the time of this device, with its zone', async () => {
    await push({ ...ASKED, until: '2026-01-01T12:00:00.000Z' });
    expect(shown[0]?.body).toMatch(/^Kim asks\. Open until \d{1,2}:\d\d.* \S+\.$/);
  });

  it('is shown without a network to tell it back over, and also where it cannot be read', async () => {
    network = 'down';
    await push(ASKED);
    await happen('push', { data: null });
    expect(shown.map(({ title }) => title)).toEqual([ASKED.title, 'The console has something for you']);
  });
});

describe('pressing a notification', () => {
  it('goes to the tab that shows its page, whatever stands behind the address', async () => {
    tabs = [tab('/'), tab('/approvals/a1?from=mail')];
    await press({ id: 'p1', url: '/approvals/a1' });
    expect([focused, opened]).toEqual([['/approvals/a1?from=mail'], []]);
    expect(said).toEqual([{ url: '/api/push', body: { id: 'p1', seen: 'opened' } }]);
  });

  it('opens its page where no tab shows it, and leaves the others where they are', async () => {
    tabs = [tab('/incidents/DB-1')];
    await press({ id: 'p1', url: '/approvals/a1' });
    expect([focused, opened]).toEqual([[], [`${ORIGIN}/approvals/a1`]]);
  });

  it.each(['https://elsewhere.example/x', '//elsewhere.example/x', 'javascript:alert(1)'])(
    'never leads out of the console: %s',
    async (url) => {
      await press({ id: 'p1', url });
      expect(opened).toEqual([`${ORIGIN}/`]);
    },
  );
});

describe('a page', () => {
  const open = (mode: string) => happen('fetch', { request: { mode, url: ORIGIN }, preloadResponse: undefined });

  it('comes from the network, and a calm one stands in where there is none', async () => {
    expect(await open('navigate')).toBe('from the network');
    network = 'down';
    expect(await open('navigate')).toBe('kept /offline.html');
  });

  it('is all that the service worker answers for: what pages ask goes past it', async () => {
    expect(await open('cors')).toBeUndefined();
  });
});
