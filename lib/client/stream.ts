import { parseStreamMessage, type StreamMessage } from './news';
import { type Connection, reconnectAfterMs } from './polling-policy';

const NAME = 'rollback-stream';
/** The server beats every five seconds. */
const SILENCE_MS = 12_000;
const EVENTS = ['news', 'output', 'probe', 'target', 'presence', 'waits'] as const;

type Shared =
  | { kind: 'message'; message: StreamMessage }
  | { kind: 'connection'; connection: Connection }
  | { kind: 'stream'; id: string }
  | { kind: 'gap' }
  | { kind: 'hello' };
export type StreamListener = {
  onMessage: (message: StreamMessage) => void;
  onConnection: (connection: Connection) => void;
  /** The server's name for the connection that the browser has now. */
  onStream?: (streamId: string) => void;
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
  let streamId = '';
  let isLeader = false;

  const take = (shared: Shared) => {
    if (shared.kind === 'message') {
      if (shared.message.event === 'news' && shared.message.sequence) lastSequence = shared.message.sequence;
      listener.onMessage(shared.message);
    }
    if (shared.kind === 'gap') listener.onGap();
    if (shared.kind === 'stream') {
      streamId = shared.id;
      listener.onStream?.(shared.id);
    }
    if (shared.kind === 'connection') {
      const isBack = shared.connection === 'live' && lastConnection !== 'live';
      lastConnection = shared.connection;
      listener.onConnection(shared.connection);
      // Before that nothing was heard, and the page was rendered a while ago, the first time as well as after a break.
      if (isBack) listener.onGap();
    }
    if (shared.kind === 'hello' && isLeader) {
      channel?.postMessage({ kind: 'connection', connection: lastConnection } satisfies Shared);
      if (lastConnection === 'live') channel?.postMessage({ kind: 'stream', id: streamId } satisfies Shared);
    }
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
    let heardAt = 0;

    // A connection can die without an end: a phone that slept, a network that changed. Silence is then the only sign.
    const heard = () => {
      heardAt = Date.now();
      clearTimeout(watchdog);
      watchdog = setTimeout(giveUp, SILENCE_MS);
    };
    const letGo = () => {
      clearTimeout(watchdog);
      clearTimeout(timer);
      source?.close();
      share({ kind: 'connection', connection: whileDown() });
    };
    const giveUp = () => {
      letGo();
      timer = setTimeout(() => void reconnect(), reconnectAfterMs(attempt++));
    };
    /** Somebody is there again, or the network is: nobody waits for a pause to be over that began without them. */
    const comeBack = () => {
      if (ending.aborted) return;
      letGo();
      attempt = 0;
      connect();
    };
    window.addEventListener('offline', giveUp, { signal: ending });
    window.addEventListener('online', comeBack, { signal: ending });
    // A phone that slept has timers that slept as well: what it took for live may be long dead.
    const look = () => {
      const isDead = source?.readyState !== EventSource.OPEN || Date.now() - heardAt > SILENCE_MS;
      if (document.visibilityState === 'visible' && isDead) comeBack();
    };
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', look, { signal: ending });

    const connect = () => {
      const after = getLastSequence();
      const opened = new EventSource(after ? `/api/stream?after=${encodeURIComponent(after)}` : '/api/stream');
      source = opened;
      source.addEventListener('beat', heard);
      source.addEventListener('stream', (event) => {
        heard();
        const id = readStreamId(event.data);
        if (id) share({ kind: 'stream', id });
      });
      source.onopen = () => {
        heard();
        attempt = 0;
        // Taken over from a tab that went, which nobody noticed; unnumbered hints were lost all the same.
        if (after && !wasOpen) share({ kind: 'gap' });
        wasOpen = true;
        share({ kind: 'connection', connection: 'live' });
      };
      source.onerror = () => {
        // One that was let go for another has nothing to say any more.
        if (source !== opened) return;
        share({ kind: 'connection', connection: whileDown() });
        if (opened.readyState !== EventSource.CLOSED) return;
        clearTimeout(timer);
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
      const before = source;
      if (await isSignedOut()) share({ kind: 'connection', connection: 'signed_out' });
      // While it was asked the network may have come back, and another one been opened for that.
      if (!ending.aborted && source === before) connect();
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

/** Browsers know of no network sooner than a request does; what they take for one may still lead nowhere. */
const whileDown = (): Connection => (navigator.onLine === false ? 'offline' : 'reconnecting');

function readStreamId(data: string): string {
  try {
    return String((JSON.parse(data) as { id?: unknown }).id ?? '');
  } catch {
    return '';
  }
}

/** An EventSource does not tell why it was refused. */
async function isSignedOut(): Promise<boolean> {
  try {
    return (await fetch('/api/approvals', { method: 'HEAD', cache: 'no-store', redirect: 'manual' })).status === 401;
  } catch {
    return false;
  }
}
