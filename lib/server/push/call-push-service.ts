import 'server-only';
import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { judgeHttp } from '@/lib/domain/message-delivery';
import { parsePushServices, readPushAddress } from '@/lib/domain/push-address';
import { env } from '../env';
import { shortAnswer } from '../messages/answer';
import { reachOf } from '../targets/address-policy';
import { unlessAborted } from '../targets/call-endpoint';
import { lookUpAll } from '../targets/look-up';
import type { PushKey } from './push-key';

export type Subscription = { endpoint: string; keys: { p256dh: string; auth: string } };
/** `gone`: the browser took its subscription back, or has lost it; nothing will ever reach it again. */
export type Answer = { outcome: 'sent' | 'again' | 'never' | 'gone'; answer: string };
type Said = { status: number; text: string };

const LONGEST_ANSWER_BYTES = 4_096;
/** From looking the name up to the last word. A push service answers in a fraction of it; one that hangs is tried again. */
const TIMEOUT_MS = 8_000;

/**
 * Gives one notification to a browser's push service, encrypted for that browser alone and signed with the console's key. The
 * address came from a browser: its name is looked up once, the connection goes to that very address, which is no place
 * inside this network unless an administrator listed it, and no redirect is followed. Never throws.
 */
export async function callPushService(
  subscription: Subscription,
  payload: string,
  { key, ttlSeconds, tag, shutdown }: { key: PushKey; ttlSeconds: number; tag: string; shutdown?: AbortSignal },
): Promise<Answer> {
  const read = readPushAddress(subscription.endpoint, parsePushServices(env().CONSOLE_PUSH_SERVICES));
  if (!read.ok) return { outcome: 'never', answer: `Not called: ${read.problem}.` };
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const signal = shutdown ? AbortSignal.any([deadline, shutdown]) : deadline;
  try {
    const address = await unlessAborted(addressOf(read.url, read.isListed), signal);
    if (address === null)
      return { outcome: 'never', answer: `Not called: ${read.url.hostname} leads inside a network.` };
    const { default: webpush } = await import('web-push');
    const { headers, body } = webpush.generateRequestDetails(subscription, payload, {
      vapidDetails: { subject: key.subject, publicKey: key.publicKey, privateKey: key.privateKey },
      TTL: ttlSeconds,
      urgency: 'high',
      topic: topicOf(tag),
    });
    return judge(await post(read.url, address, { headers, body: body as Buffer, signal }));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (deadline.aborted) return { outcome: 'again', answer: `No whole answer within ${TIMEOUT_MS} ms.` };
    return { outcome: 'again', answer: shortAnswer(`No answer (${code ?? message}).`) };
  }
}

/** Of one topic a push service keeps the newest for a device that is away: at most 32 characters. */
const topicOf = (tag: string) => createHash('sha256').update(tag).digest('base64url').slice(0, 32);

/** Where the name leads, looked up once; null where that is nowhere to be called. */
async function addressOf(url: URL, isListed: boolean): Promise<{ address: string; family: number } | null> {
  const found = await lookUpAll(url.hostname.replace(/^\[|\]$/g, ''));
  const mayBeCalled = ({ address }: { address: string }) =>
    reachOf(address) === 'public' || (isListed && reachOf(address) === 'internal');
  return found.length > 0 && found.every(mayBeCalled) ? (found[0] as { address: string; family: number }) : null;
}

function post(
  url: URL,
  { address, family }: { address: string; family: number },
  { headers, body, signal }: { headers: object; body: Buffer; signal: AbortSignal },
): Promise<Said> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      headers: headers as http.OutgoingHttpHeaders,
      agent: false,
      signal,
      lookup: (_, options, done) =>
        options.all
          ? (done as unknown as (e: null, all: object[]) => void)(null, [{ address, family }])
          : done(null, address, family),
    });
    call.once('error', reject);
    call.once('response', (response) =>
      readStart(response)
        .then((text) => resolve({ status: response.statusCode ?? 0, text }), reject)
        .finally(() => call.destroy()),
    );
    call.end(body);
  });
}

async function readStart(response: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes >= LONGEST_ANSWER_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, LONGEST_ANSWER_BYTES).toString('utf8').replaceAll('\0', '\ufffd');
}

function judge({ status, text }: Said): Answer {
  const answer = shortAnswer(`${status} ${text}`);
  return { outcome: status === 404 || status === 410 ? 'gone' : judgeHttp(status), answer };
}
