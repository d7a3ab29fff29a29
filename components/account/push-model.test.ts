import { describe, expect, it } from 'vitest';
import { type BrowserFacts, DEVICE_WORDS, type DeviceState, deviceState, pushTrouble } from './push-model';

const CAPABLE: BrowserFacts = {
  isSecure: true,
  canPush: true,
  isApplePhone: false,
  isInstalled: false,
  permission: 'default',
  isOn: false,
};
const phone = { isApplePhone: true, canPush: false };

describe('how notifications stand in a browser', () => {
  it.each<[DeviceState, Partial<BrowserFacts>]>([
    ['off', {}],
    ['on', { permission: 'granted', isOn: true }],
    ['off', { permission: 'granted' }],
    ['blocked', { permission: 'denied', isOn: true }],
    ['install', phone],
    ['unsupported', { ...phone, isInstalled: true }],
    ['unsupported', { canPush: false }],
    ['insecure', { isSecure: false, canPush: false }],
    ['off', { ...phone, isInstalled: true, canPush: true }],
  ])('%s where %o', (state, over) => {
    expect(deviceState(true, { ...CAPABLE, ...over })).toBe(state);
  });

  it('is not asked where the console has no key, and is being read until the browser answered', () => {
    expect(deviceState(false, CAPABLE)).toBe('no_key');
    expect(deviceState(true, null)).toBe('reading');
  });

  it('is said in words for every state', () => {
    for (const { title, text } of Object.values(DEVICE_WORDS)) expect(`${title} ${text}`).toMatch(/^[A-Z].*\.$/);
  });
});

it('a switch that failed is told in a sentence, whatever the browser threw', () => {
  for (const name of ['NotAllowedError', 'AbortError', 'Whatever'])
    expect(pushTrouble(Object.assign(new Error('x'), { name }))).toMatch(/^[A-Z].*\. Nothing was changed\.$/);
});
