import 'server-only';
import { randomBytes } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Endpoint } from '@/lib/contracts/target';
import { whyNotCallable } from '@/lib/domain/endpoint-address';
import { fillNonce } from '@/lib/domain/endpoint-nonce';
import { isPlainlyListed, reachOf } from './address-policy';
import { type Answer, findProblem } from './call-endpoint-judge';
import { type LookUp, lookUpAll } from './look-up';

export type EndpointResult = {
  isOk: boolean;
  status: number | null;
  /** Until the last byte that was read. */
  latencyMs: number;
  /** What was seen, and where it failed, why. */
  sentence: string;
  /** The first characters of the answer, as text. */
  bodyStart: string;
};

const MAX_BODY_BYTES = 64 * 1024;
const SHOWN_CHARACTERS = 2000;

/** A text that nobody has sent before: what a round trip sends and looks for. */
export function makeNonce(): string {
  return randomBytes(6).toString('hex');
}

/**
 * Calls an endpoint of the inventory once and judges the answer. `nonce` fills its `{nonce}`, a fresh one unless given. Never throws: what went wrong is the sentence. The
 * name is looked up once and the connection goes to that very address; no redirect is followed; `timeoutMs` covers
 * everything from the look-up to the last byte. An address inside this network is called only where the inventory names its
 * host and port.
 */
export async function callEndpoint(
  template: Endpoint,
  options: { signal?: AbortSignal; nonce?: string; lookUp?: LookUp } = {},
): Promise<EndpointResult> {
  const endpoint = fillNonce(template, options.nonce ?? makeNonce());
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(endpoint.timeoutMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  try {
    const url = parseAddress(endpoint.url);
    const addresses = await unlessAborted(resolveAddress(endpoint.url, url, options.lookUp ?? lookUpAll), signal);
    const answer = await request(endpoint, url, addresses, signal);
    return judge(endpoint, answer, elapsed(startedAt));
  } catch (error) {
    const sentence = deadline.aborted
      ? `No whole answer within ${endpoint.timeoutMs} ms.`
      : explain(error as Failure, options.signal);
    return { isOk: false, status: null, latencyMs: elapsed(startedAt), sentence, bodyStart: '' };
  }
}

type Failure = Error & { code?: string; errors?: Failure[] };

/** A failure whose message is the sentence already. */
class Refused extends Error {}

function parseAddress(address: string): URL {
  const because = whyNotCallable(address);
  if (because) throw new Refused(`Refused: ${because}`);
  return new URL(address);
}

async function resolveAddress(written: string, url: URL, lookUp: LookUp): Promise<LookupAddress[]> {
  const { hostname } = url;
  // URL has already turned 0x7f.1 and 2130706433 into dotted form; an IPv6 address still has its brackets.
  const addresses = await lookUp(hostname.replace(/^\[|\]$/g, ''));
  const refused = addresses.find(({ address }) => reachOf(address) === 'never');
  if (refused) {
    throw new Refused(
      `Refused: ${hostname} leads to ${refused.address}, where a cloud gives out credentials or nothing can be. Nothing was called.`,
    );
  }
  const inside = addresses.find(({ address }) => reachOf(address) === 'internal');
  if (inside && !isPlainlyListed(written, url)) throw new Refused(whyNotInside(url, inside.address));
  return addresses;
}

/** What an administrator has to write, for whoever meets this in the middle of an incident. */
function whyNotInside({ protocol, hostname, port }: URL, address: string): string {
  const listed = `${protocol}//${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  return (
    `Refused: ${hostname} leads to ${address}, inside this network, and the inventory does not name host and port there. ` +
    `Nothing was called. An administrator who means it writes ${listed} and the path.`
  );
}

function request(endpoint: Endpoint, url: URL, addresses: LookupAddress[], signal: AbortSignal): Promise<Answer> {
  const { request: send } = url.protocol === 'https:' ? https : http;
  const body = endpoint.method === 'POST' && endpoint.body !== undefined ? JSON.stringify(endpoint.body) : undefined;
  return new Promise((resolve, reject) => {
    const call = send(url, {
      method: endpoint.method,
      // A connection of its own: the next call must not go to where this one was led.
      agent: false,
      lookup: pinned(addresses),
      signal,
      headers: {
        accept: 'application/json, */*;q=0.5',
        'user-agent': 'rollback-console',
        connection: 'close',
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    });
    call.once('error', reject);
    call.once('response', (response) =>
      readAnswer(response)
        .then(resolve, reject)
        .finally(() => call.destroy()),
    );
    call.end(body);
  });
}

function pinned(addresses: LookupAddress[]): LookupFunction {
  return (_, options, done) => {
    const first = addresses[0] as LookupAddress;
    if (options.all) (done as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses);
    else done(null, first.address, first.family);
  };
}

async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const decoder = new TextDecoder('utf-8');
  let left = MAX_BODY_BYTES;
  let isCut = false;
  let body = '';
  for await (const chunk of response) {
    body += decoder.decode((chunk as Buffer).subarray(0, left), { stream: true });
    isCut = (chunk as Buffer).length > left;
    left -= (chunk as Buffer).length;
    if (isCut) break;
  }
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location,
    body: (isCut ? body : body + decoder.decode()).replaceAll('\0', '\ufffd'),
    isCut,
  };
}

function judge(endpoint: Endpoint, answer: Answer, latencyMs: number): EndpointResult {
  const problem = findProblem(endpoint, answer);
  const seen = `Answered ${answer.status} in ${latencyMs} ms`;
  const cut = answer.isCut ? ' (more than 64 KiB; the rest was not read)' : '';
  const sentence = problem ? `${seen}: ${problem}` : `${seen}, as expected${cut}.`;
  return {
    isOk: !problem,
    status: answer.status,
    latencyMs,
    sentence,
    bodyStart: answer.body.slice(0, SHOWN_CHARACTERS),
  };
}

const CONNECTION_ERRORS: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens there: the connection was refused.',
  ENOTFOUND: 'The name is not known.',
  EAI_AGAIN: 'The name could not be looked up.',
  ECONNRESET: 'The connection was closed before the answer was whole.',
  EHOSTUNREACH: 'There is no way to that host.',
  ENETUNREACH: 'There is no way to that network.',
  HPE_HEADER_OVERFLOW: 'The answer’s headers are larger than 16 KiB.',
};

function explain(error: Failure, signal: AbortSignal | undefined): string {
  if (error instanceof Refused) return error.message;
  if (signal?.aborted) return 'The call was cancelled.';
  const code = error.code || error.errors?.[0]?.code || '';
  return CONNECTION_ERRORS[code] ?? `The call failed (${code || error.message}).`;
}

/** What cannot be cancelled, such as looking a name up, unless `signal` comes first; its answer is then nobody's. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function elapsed(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
