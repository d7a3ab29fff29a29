import { describe, expect, it } from 'vitest';
import { zoneFormat } from './zone-format';

describe('how times are written', () => {
  it('is made once for each zone and form, since making it is what a list of times would wait for', () => {
    const once = zoneFormat('Europe/Paris', { hour: '2-digit' });
    expect(zoneFormat('Europe/Paris', { hour: '2-digit' })).toBe(once);
    expect(zoneFormat('Europe/Paris', { minute: '2-digit' })).not.toBe(once);
    expect(zoneFormat('UTC', { hour: '2-digit' })).not.toBe(once);
  });

  it('is forgotten before browsers that name another zone each time fill the memory', () => {
    const once = zoneFormat('UTC', { hour: '2-digit' });
    const zones = Intl.supportedValuesOf('timeZone').slice(0, 120);
    for (const zone of zones) zoneFormat(zone, { hour: '2-digit' });
    expect(zoneFormat('UTC', { hour: '2-digit' })).not.toBe(once);
  });

  it('keeps the zones apart', () => {
    const at = new Date('2026-11-22T23:30:00Z');
    const day = (zone: string) => zoneFormat(zone, { day: 'numeric' }).format(at);
    expect([day('UTC'), day('Asia/Tokyo')]).toEqual(['22', '23']);
  });
});
