import { expect, it } from 'vitest';
import { incidentCode } from './incident-code';

it.each([
  ['2025-08-25T10:04:09.000Z', 'DB-ROLLBACK-20250825-100409'],
  ['2025-08-25T10:04:09.999Z', 'DB-ROLLBACK-20250825-100409'],
  ['2026-01-01T01:30:00.000+02:00', 'DB-ROLLBACK-20251231-233000'],
])('an incident declared at %s is %s, in every time zone', (at, code) => {
  expect(incidentCode(new Date(at))).toBe(code);
});
