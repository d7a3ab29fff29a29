import { zoneFormat } from '../ui/zone-format';

/** "14:02:31.104" */
export function formatMillisecond(at: string, zone: string): string {
  return zoneFormat(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }).format(
    new Date(at),
  );
}

/** "22 November 2026" */
export function formatLongDay(at: string, zone: string): string {
  return zoneFormat(zone, { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at));
}
