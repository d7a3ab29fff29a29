import { expect, it } from 'vitest';
import { gateObstacle, gateOf, variantOf } from './action-model';

it('opens what the action needs', () => {
  expect(gateOf({ needsReason: false })).toBe('none');
  expect(gateOf({ needsReason: true })).toBe('reason');
  expect(gateOf({ needsReason: false, confirmText: 'replyx-main' })).toBe('confirm');
  expect(gateOf({ needsReason: true, confirmText: 'replyx-main' })).toBe('both');
});

it('lets a dangerous action pass only with the exact name and a sentence', () => {
  expect(gateObstacle('both', 'replyx-main', 'It hangs.', 'replyx')).toContain('replyx-main');
  expect(gateObstacle('both', 'replyx-main', '', 'replyx-main')).toContain('sentence');
  expect(gateObstacle('both', 'replyx-main', 'It hangs.', 'replyx-main')).toBeNull();
});

it('never draws a dangerous side action as the inviting one', () => {
  expect(variantOf({ isPrimary: false, isDanger: true })).toBe('secondary');
  expect(variantOf({ isPrimary: true, isDanger: true })).toBe('danger');
});
