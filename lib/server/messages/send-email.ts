import 'server-only';
import { isLoopback, readSmtpUrl, type SmtpServer } from '@/lib/domain/message-channels';
import { type Delivery, judgeSmtp } from '@/lib/domain/message-delivery';
import { oneLine, parseRecipient } from '@/lib/domain/message-text';
import { isForbiddenAddress } from '../targets/address-policy';
import { lookUpAll } from '../targets/look-up';
import { createMasker } from '../targets/masking';
import { SEND_TIMEOUT_MS, shortAnswer } from './answer';

export type Mail = { id: string; from: string; to: string; subject: string; body: string };

/**
 * Sends one mail over one connection of its own, once. The server's name is resolved once and is no metadata address;
 * a password crosses a network encrypted only. The message's id is its Message-ID, so that a mail which a crash made
 * the console send twice is seen to be one. Never throws.
 */
export async function sendEmail(smtpUrl: string, mail: Mail, signal?: AbortSignal): Promise<Delivery> {
  const read = readSmtpUrl(smtpUrl);
  if (!read.ok) return { outcome: 'never', answer: read.problem };
  const mask = createMasker([smtpUrl, read.value.password]);
  try {
    const address = await resolveServer(read.value.host);
    if (!address.ok) return { outcome: 'never', answer: address.problem };
    const said = await transmit(read.value, address.value, mail, signal);
    return { outcome: 'sent', answer: mask(shortAnswer(said)) };
  } catch (error) {
    const { responseCode, response, message } = error as SmtpFailure;
    const answer = response ?? `The mail server was not reached: ${message}.`;
    return { outcome: judgeSmtp(responseCode), answer: mask(shortAnswer(answer)) };
  }
}

/** nodemailer's errors: `response` is the server's own line, where there was one. */
type SmtpFailure = Error & { responseCode?: number; response?: string };

async function resolveServer(host: string): Promise<{ ok: true; value: string } | { ok: false; problem: string }> {
  const found = await lookUpAll(host);
  const refused = found.find(({ address }) => isForbiddenAddress(address));
  const first = found[0];
  if (refused || !first)
    return {
      ok: false,
      problem: `Refused: ${host} leads to ${refused?.address}, where a cloud gives out credentials. Nothing was sent.`,
    };
  return { ok: true, value: first.address };
}

async function transmit(server: SmtpServer, address: string, mail: Mail, signal?: AbortSignal): Promise<string> {
  // With the first mail: a worker that has none to send is there sooner without it.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: address,
    port: server.port,
    secure: server.isSecure,
    // The certificate has to be that of the name; a mail server on this machine has none that anybody would know.
    ...(isLoopback(server.host) ? { ignoreTLS: true } : { tls: { servername: server.host } }),
    requireTLS: !server.isSecure && !isLoopback(server.host) && server.password !== '',
    ...(server.user ? { auth: { user: server.user, pass: server.password } } : {}),
    connectionTimeout: SEND_TIMEOUT_MS / 2,
    greetingTimeout: SEND_TIMEOUT_MS / 2,
    socketTimeout: SEND_TIMEOUT_MS / 2,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { response } = await withinTime(transport.sendMail(envelopeOf(mail)), signal);
    return response;
  } finally {
    transport.close();
  }
}

function envelopeOf({ id, from, to, subject, body }: Mail) {
  const domain = parseRecipient(from).address.split('@').at(-1) ?? 'rollback-console';
  return {
    messageId: `<${id}@${domain}>`,
    from: parseRecipient(from),
    to: parseRecipient(to),
    subject: oneLine(subject),
    text: body,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/** A server that answers a little now and then would never run into the timeouts of the socket. */
async function withinTime<T>(sending: Promise<T>, signal?: AbortSignal): Promise<T> {
  const deadline = AbortSignal.timeout(SEND_TIMEOUT_MS);
  const ended = signal ? AbortSignal.any([deadline, signal]) : deadline;
  return new Promise((resolve, reject) => {
    const onEnd = () =>
      reject(new Error(deadline.aborted ? `no answer within ${SEND_TIMEOUT_MS / 1000} s` : 'the worker was stopped'));
    if (ended.aborted) return onEnd();
    ended.addEventListener('abort', onEnd, { once: true });
    sending.then(resolve, reject).finally(() => ended.removeEventListener('abort', onEnd));
  });
}
