import type { Endpoint } from '../lib/contracts/target';

type Draft = Partial<Endpoint> & { key: string; title: string; path: string };

const DRAFTS: Draft[] = [
  { key: 'health', title: 'Backend process', path: '/health' },
  { key: 'api-health', title: 'API and database', path: '/api/health' },
  { key: 'assistants-stats', title: 'Assistants', path: '/api/assistants/stats' },
  { key: 'dialogs-recent', title: 'Dialogs', path: '/api/dialogs/recent' },
  {
    key: 'telegram-webhook',
    title: 'Telegram webhook',
    path: '/api/webhooks/telegram/test_bot',
    method: 'POST',
    body: { update_id: 1, message: { text: '/ping', chat: { id: 1 } } },
  },
  {
    key: 'telegram-round-trip',
    title: 'Telegram round trip',
    path: '/api/webhooks/telegram/test_bot',
    method: 'POST',
    body: { update_id: 2, message: { text: 'rollback check {nonce}', chat: { id: 1 } } },
    expectJson: { status: 'ok', reply: 'You said: rollback check {nonce}' },
    isProbed: false,
  },
  { key: 'dialog-messages', title: 'Messages of dialog 1', path: '/api/dialogs/1/messages', isProbed: false },
  {
    key: 'auth-login',
    title: 'Sign-in',
    path: '/api/auth/login',
    method: 'POST',
    body: { email: 'user1@replyx.example', password: 'demo-password-1' },
    isProbed: false,
  },
  {
    key: 'auth-login-refused',
    title: 'Sign-in with a wrong password',
    path: '/api/auth/login',
    method: 'POST',
    body: { email: 'user1@replyx.example', password: 'wrong-{nonce}' },
    expectStatus: 401,
    expectJson: { status: 'error' },
    isProbed: false,
  },
  {
    key: 'file-upload',
    title: 'File upload',
    path: '/api/files',
    method: 'POST',
    body: { name: 'rollback-check-{nonce}.txt', content: 'sent by the rollback console: {nonce}' },
    isProbed: false,
  },
  {
    key: 'file-download',
    title: 'File download',
    path: '/api/files/rollback-check-{nonce}.txt',
    expectJson: { status: 'ok', content: 'sent by the rollback console: {nonce}' },
    isProbed: false,
  },
];

/** The backend's endpoints as the console calls them; `{nonce}` is a text of one round trip's own. The first five are those of the runbook's immediate validation. */
export function endpointsAt(baseUrl: string): Endpoint[] {
  return DRAFTS.map(({ path, ...draft }) => ({
    method: 'GET',
    expectStatus: 200,
    expectJson: { status: 'ok' },
    timeoutMs: 5000,
    isProbed: true,
    ...draft,
    url: baseUrl + path,
  }));
}
