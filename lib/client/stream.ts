import { parseStreamMessage, type StreamMessage } from './news';
import { type Connection, reconnectAfterMs } from './polling-policy';

const NAME = 'rollback-stream';
/** The server beats every five seconds. */
const SILENCE_MS = 12_000;
const EVENTS = ['news', 'output', 'probe', 'target', 'presence', 'waits'] as const;

type Shared =
  | { kind: 'message'; message: StreamMessage }
  | { kind: 'connection'; connection: Connection }
  | { kind: 'gap' }
  | { kind: 'hello' };
export type StreamListener = {
  onMessage: (message: StreamMessage) => void;
  onConnection: (connection: Connection) => void;
  onGap: () => void;
};

/**
 * One event stream a browser. Tabs queue for a lock; whoever holds it has the EventSource and shares what it hears over
 * a BroadcastChannel. When that tab goes, the lock passes on, and the next leader asks from the last number it heard, so
 * nothing is missed. Where the browser has no locks (plain HTTP on a name other than localhost) each tab has its own.
 */
export function openStream(listener: StreamListener): () => void {
  const ending = new AbortController();
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME);
  let lastSequence = '';
  let lastConnection: Connection = 'connecting';
  let isLeader = false;

  const take = (shared: Shared) => {
    if (shared.kind === 'message') {
      if (shared.message.event === 'news' && shared.message.sequence) lastSequence = shared.message.sequence;
      listener.onMessage(shared.message);
    }
    if (shared.kind === 'gap') listener.onGap();
    if (shared.kind === 'connection') {
      const isBack = shared.connection === 'live' && lastConnection !== 'live';
      lastConnection = shared.connection;
      listener.onConnection(shared.connection);
      // Before that nothing was heard, and the page was rendered a while ago, the first time as well as after a break.
      if (isBack) listener.onGap();
    }
    if (shared.kind === 'hello' && isLeader)
      channel?.postMessage({ kind: 'connection', connection: lastConnection } satisfies Shared);
  };
  const share = (shared: Shared) => {
    if (ending.signal.aborted) return;
    take(shared);
    channel?.postMessage(shared);
  };
  if (channel) {
    channel.onmessage = (event: MessageEvent<Shared>) => take(event.data);
    channel.postMessage({ kind: 'hello' } satisfies Shared);
  }

  const lead = () => {
    isLeader = true;
    return holdEventSource(share, () => lastSequence, ending.signal);
  };
  // It rejects when this page ends while it queues for the lock; nothing is lost with it.
  if (channel && navigator.locks)
    void navigator.locks.request(NAME, { signal: ending.signal }, lead).catch(() => undefined);
  else void lead();

  return () => {
    ending.abort();
    channel?.close();
  };
}

/** Keeps an EventSource open until the signal ends it; resolves then, which gives the lock back. */
function holdEventSource(
  share: (shared: Shared) => void,
  getLastSequence: () => string,
  ending: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let attempt = 0;
    let wasOpen = false;
    let watchdog: ReturnType<typeof setTimeout> | undefined;

    // A connection can die without an end: a phone that slept, a network that changed. Silence is then the only sign.
    const heard = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(giveUp, SILENCE_MS);
    };
    const giveUp = () => {
      clearTimeout(watchdog);
      clearTimeout(timer);
      source?.close();
      share({ kind: 'connection', connection: 'reconnecting' });
      timer = setTimeout(() => void reconnect(), reconnectAfterMs(attempt++));
    };
    window.addEventListener('offline', giveUp, { signal: ending });

    const connect = () => {
      const after = getLastSequence();
      source = new EventSource(after ? `/api/stream?after=${encodeURIComponent(after)}` : '/api/stream');
      source.addEventListener('beat', heard);
      source.onopen = () => {
        heard();
        attempt = 0;
        // Taken over from a tab that went, which nobody noticed; unnumbered hints were lost all the same.
        if (after && !wasOpen) share({ kind: 'gap' });
        wasOpen = true;
        share({ kind: 'connection', connection: 'live' });
      };
      source.onerror = () => {
        share({ kind: 'connection', connection: 'reconnecting' });
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(() => void reconnect(), reconnectAfterMs(attempt++));
      };
      for (const name of EVENTS) {
        source.addEventListener(name, (event) => {
          heard();
          const message = parseStreamMessage(name, event.data, event.lastEventId);
          if (message) share({ kind: 'message', message });
        });
      }
    };
    const reconnect = async () => {
      if (ending.aborted) return;
      if (await isSignedOut()) share({ kind: 'connection', connection: 'signed_out' });
      if (!ending.aborted) connect();
    };
    ending.addEventListener('abort', () => {
      clearTimeout(timer);
      clearTimeout(watchdog);
      source?.close();
      resolve();
    });
    if (ending.aborted) resolve();
    else connect();
  });
}

/** An EventSource does not tell why it was refused. */
async function isSignedOut(): Promise<boolean> {
  try {
    return (await fetch('/api/approvals', { method: 'HEAD', cache: 'no-store', redirect: 'manual' })).status === 401;
  } catch {
    return false;
  }
}
