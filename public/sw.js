/*
 * The console’s service worker: shows what the console pushes, counts on the app’s icon, leads to the right page when a
 * notification is pressed, and has a page for when there is no network. It keeps no page of the console: an old room
 * that looks like a live one would be believed.
 */
const OFFLINE = '/offline.html';
const CACHE = 'offline-1';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.add(new Request(OFFLINE, { cache: 'reload' })))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      // Asks the console while this worker is still waking up: a page must not come later because of it.
      await self.registration.navigationPreload?.enable();
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  if (event.request.mode !== 'navigate') return;
  event.respondWith(
    (async () => {
      try {
        return (await event.preloadResponse) ?? (await fetch(event.request));
      } catch {
        return (await caches.match(OFFLINE)) ?? Response.error();
      }
    })(),
  );
});

self.addEventListener('push', (event) => {
  event.waitUntil(show(read(event.data)));
});

/** What was pushed; a browser has to show something for each push, also for one that this worker does not understand. */
function read(data) {
  try {
    return data.json();
  } catch {
    return { title: 'The console has something for you', body: 'Open it to see what.', url: '/', tag: 'unread' };
  }
}

async function show({ id, kind, title, body, url, tag, until, waiting, at }) {
  const isOver = kind === 'over';
  await self.registration.showNotification(title, {
    body: until ? `${body} Open until ${timeHere(until)}.` : body,
    tag,
    // Told again it rings again; that something is over takes the place of what was shown, and says nothing aloud.
    renotify: !isOver,
    silent: isOver,
    requireInteraction: kind === 'approval' || kind === 'turn',
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    timestamp: at ? Date.parse(at) : Date.now(),
    data: { id, url },
  });
  await count(waiting);
  await say(id, 'shown');
}

/** In the zone of this device, with its name. */
function timeHere(iso) {
  return new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(
    new Date(iso),
  );
}

/** Not every browser has a badge, and one that refuses it shows the notification all the same. */
async function count(waiting) {
  if (typeof waiting !== 'number' || !navigator.setAppBadge) return;
  await (waiting > 0 ? navigator.setAppBadge(waiting) : navigator.clearAppBadge()).catch(() => undefined);
}

/** Tells the console what became of it. Without a network it stays unsaid: the page that opens is what matters. */
async function say(id, seen) {
  if (!id) return;
  const body = JSON.stringify({ id, seen });
  const headers = { 'content-type': 'application/json' };
  await fetch('/api/push', { method: 'POST', headers, body, keepalive: true }).catch(() => undefined);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { id, url } = event.notification.data ?? {};
  event.waitUntil(Promise.all([goTo(url), say(id, 'opened')]));
});

/** The tab that shows the page already, or a new one. Anything but a place of this console is its first page. */
async function goTo(url) {
  const wanted = new URL(url ?? '/', self.location.origin);
  const page = wanted.origin === self.location.origin ? wanted : new URL('/', self.location.origin);
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = tabs.find((tab) => new URL(tab.url).pathname === page.pathname);
  return there ? there.focus() : self.clients.openWindow(page.href);
}
