import { expect, it } from 'vitest';
import { judgeAudit } from './audit-answer';

const answer = (vulnerabilities: object) =>
  JSON.stringify({ vulnerabilities: { next: {} }, metadata: { vulnerabilities } });

it.each([
  ['nothing known', answer({ low: 2, moderate: 1, high: 0, critical: 0 }), 0],
  ['one that is high', answer({ high: 1, critical: 0 }), 1],
  ['one that is critical', answer({ high: 0, critical: 1 }), 1],
  ['a registry without advisories', '{"message":"405 Method Not Allowed - POST …/advisories/bulk"}', 3],
  ['no answer', '', 3],
  ['half an answer', '{"metadata":{}}', 3],
])('%s ends with its own code, and only a whole answer passes', (_, json, code) => {
  expect(judgeAudit(json).code).toBe(code);
});
