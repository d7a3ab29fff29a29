import type { PushDeviceInput } from '@/lib/contracts/push';

/** What a browser itself knows about being pushed to. Loaded where it is needed only: most visits have no use for it. */

const WORKER = '/sw.js';

export const canPush = () =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && window.isSecureContext;

export const isInstalled = () =>
  window.matchMedia('(display-mode: standalone)').matches ||
  ('standalone' in navigator && navigator.standalone === true);

/** The key of this browser's device as the server knows it; null where it has no subscription. */
export async function findDeviceKey(): Promise<string | null> {
  const subscription = await findSubscription();
  return subscription && keyOf(subscription.endpoint);
}

/**
 * Asks the person and subscribes; what the server is to be told. Throws the browser's own error where either does not come
 * about. To be called from a press.
 */
export async function subscribe(publicKey: string): Promise<PushDeviceInput> {
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') throw new DOMException('not allowed', 'NotAllowedError');
  return toInput(await subscribeAnew(publicKey), publicKey);
}

export async function unsubscribe(): Promise<void> {
  await (await findSubscription())?.unsubscribe();
}

/**
 * Keeps a browser that is switched on: the service worker as it now is, the console's new key where it has another one. Null
 * where there is nothing to tell the server. An installed console has its service worker in any case, for when there is no
 * network.
 */
export async function keepDevice(publicKey: string): Promise<PushDeviceInput | null> {
  if (!canPush()) return null;
  const found = await findSubscription();
  if (found || isInstalled()) await navigator.serviceWorker.register(WORKER);
  if (!found || Notification.permission !== 'granted') return null;
  const replaces = await keyOf(found.endpoint);
  const isSameKey = publicKey === toBase64Url(found.options.applicationServerKey);
  return { ...toInput(isSameKey ? found : await subscribeAnew(publicKey), publicKey), replaces };
}

async function findSubscription(): Promise<PushSubscription | null> {
  const registration = canPush() ? await navigator.serviceWorker.getRegistration('/') : undefined;
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** A subscription is bound to one key for good: another one takes a new subscription. */
async function subscribeAnew(publicKey: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register(WORKER);
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && toBase64Url(before.options.applicationServerKey) !== publicKey) await before.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64Url(publicKey) });
}

function toInput(subscription: PushSubscription, publicKey: string): PushDeviceInput {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '', publicKey };
}

async function keyOf(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function toBase64Url(bytes: ArrayBuffer | null): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
