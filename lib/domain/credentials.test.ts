import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskCredentials, maskCredentialsIn } from './credentials';
import { factsOf } from './event-facts';
import { EVENT_FIELDS, redactEvent } from './event-fields';
import { EVENT_TYPES } from './testing/events';

const CANARY = 'canary-Pw7f3a91x';

describe('what looks like a credential is masked', () => {
  it.each([
    `postgresql://app:${CANARY}@db.example:5432/replyx`,
    `see postgres://:${CANARY}@10.0.0.1/x, it fails`,
    `host=db user=app password=${CANARY} dbname=x`,
    `PGPASSWORD=${CANARY} psql`,
    `https://hooks.slack.com/services/T000/B000/${CANARY}`,
    `Authorization: Bearer ${CANARY}`,
    `rbk_${CANARY}${CANARY}`,
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${CANARY}\n-----END OPENSSH PRIVATE KEY-----`,
    JSON.stringify(`-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`),
  ])('in %s', (text) => {
    expect(maskCredentials(text)).not.toContain(CANARY);
    expect(JSON.stringify(maskCredentialsIn({ a: [{ b: text }] }))).not.toContain(CANARY);
  });

  it.each([
    'https://replyx.example.com:8000/health?at=10:30',
    'Reset work_mem, see https://example.com/a@b',
    'mail kim@example.com at 10:00',
    'token rbk_Ab12Cd34 was revoked',
    'the password was wrong',
    'f'.repeat(64),
  ])('and not in %s', (text) => {
    expect(maskCredentials(text)).toBe(text);
  });

  it('in the time that the length of a text takes, whatever it is made of', () => {
    for (const piece of ['a', '://', '://a:', 'password=', '-----BEGIN PRIVATE KEY-----', 'Bearer ', 'rbk_']) {
      const begun = performance.now();
      maskCredentials(piece.repeat(Math.ceil(400_000 / piece.length)));
      expect(performance.now() - begun).toBeLessThan(5_000);
    }
  });

  it('once: a masked text is masked already', () => {
    fc.assert(fc.property(fc.string(), (text) => maskCredentials(maskCredentials(text)) === maskCredentials(text)));
  });
});

describe('every event', () => {
  it.each(EVENT_TYPES)('%s is stored without a credential in what people or targets said', (type) => {
    const secret = `postgres://app:${CANARY}@db/x`;
    for (const [name, kind] of Object.entries(EVENT_FIELDS[type])) {
      const stored = redactEvent(type, { [name]: [{ deep: secret }] } as never) as Record<string, unknown>;
      expect(JSON.stringify(stored).includes(CANARY)).toBe(kind === 'plain');
    }
  });

  it('shows what it carries, and nothing of a field that nobody decided on', () => {
    const data = { reason: 'because', password: CANARY };
    expect(factsOf('run.aborted', data)).toEqual([{ name: 'reason', value: 'because' }]);
    expect(factsOf('no.such', data)).toEqual([]);
    expect(factsOf('toString', data)).toEqual([]);
  });
});
