import 'server-only';
import { readWebhookUrl } from '@/lib/domain/message-channels';
import { type Delivery, judgeHttp } from '@/lib/domain/message-delivery';
import { slackText } from '@/lib/domain/message-text';
import { callEndpoint } from '../targets/call-endpoint';
import { createMasker } from '../targets/masking';
import { SEND_TIMEOUT_MS, shortAnswer } from './answer';

/**
 * Posts a message to an incoming webhook, once. The call is the one that checks endpoints: its address is resolved once
 * and is no metadata address, redirects are not followed, time and size are bounded. Never throws.
 */
export async function sendSlack(
  webhook: string,
  message: { subject: string; body: string },
  signal?: AbortSignal,
): Promise<Delivery> {
  const read = readWebhookUrl(webhook);
  if (!read.ok) return { outcome: 'never', answer: read.problem };
  const result = await callEndpoint(
    {
      key: 'webhook',
      title: 'Webhook',
      method: 'POST',
      // As it was written: a webhook inside this network needs its port, which URL leaves out where it is the usual one.
      url: webhook.trim(),
      body: { text: slackText(message) },
      expectStatus: 200,
      timeoutMs: SEND_TIMEOUT_MS,
      isProbed: false,
    },
    { signal },
  );
  const mask = createMasker([webhook, read.value.href, read.value.pathname]);
  if (result.status === null) return { outcome: 'again', answer: mask(result.sentence) };
  const answer = mask(shortAnswer(`${result.status} ${result.bodyStart}`));
  return { outcome: judgeHttp(result.status), answer };
}
