import { describe, expect, it } from 'vitest';
import { isLoopback, readSmtpUrl, readWebhookUrl } from './message-channels';

describe('the address of a mail server', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, isSecure: false, user: '', password: '' }],
    ['smtps://u%40x:p%3A1@mail.example.com', { port: 465, isSecure: true, user: 'u@x', password: 'p:1' }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525 }],
  ])('%s is read', (text, value) => expect(readSmtpUrl(text)).toMatchObject({ ok: true, value }));

  it.each([
    '',
    'mail',
    'https://mail.example.com',
    'smtp://',
    'smtp://a@b',
    'smtp://a:%zz@b',
    'smtp://b/x?y',
    'smtp://b:99999',
  ])('“%s” is refused in a sentence', (text) =>
    expect(readSmtpUrl(text)).toMatchObject({ ok: false, problem: expect.stringMatching(/\w{3}.*\.$/) }),
  );
});

describe('the address of a webhook', () => {
  it.each(['https://hooks.slack.com/services/T/B/x', 'http://127.0.0.1:9/x', 'http://localhost/x'])(
    '%s is read',
    (text) => expect(readWebhookUrl(text).ok).toBe(true),
  );
  it.each(['x', 'http://hooks.slack.com/x', 'file:///etc/passwd', 'https://a:b@hooks.slack.com/x'])(
    '%s is refused',
    (text) => expect(readWebhookUrl(text).ok).toBe(false),
  );
  it('is not taken for this machine by its name', () => {
    expect(['127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1'].some(isLoopback)).toBe(false);
  });
});

describe('a refused address names what is wrong with it', () => {
  it.each([
    ['https://mail.example.com', 'It begins with https://'],
    ['smtp://', 'The mail server’s name is missing.'],
    ['smtp://a@b', 'no password after it'],
    ['smtp://:p@b', 'no user name before it'],
    ['smtp://a:p@b/x', 'Nothing may follow the port'],
    ['smtp://a:%zz@b', 'written as %25'],
  ])('%s: %s', (text, problem) =>
    expect(readSmtpUrl(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) }),
  );

  it.each([
    ['http://hooks.slack.com/x', 'has to begin with https://'],
    ['https://a:b@hooks.slack.com/x', 'Take the user name and password out'],
  ])('%s: %s', (text, problem) =>
    expect(readWebhookUrl(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) }),
  );

  it('and never the password that was in it', () => {
    for (const text of ['smtp://ada:s3cret@b/x', 'https://ada:s3cret@hooks.slack.com/x', 'smtp://:s3cret@b'])
      expect(JSON.stringify([readSmtpUrl(text), readWebhookUrl(text)])).not.toContain('s3cret');
  });
});
