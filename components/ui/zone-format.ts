/** Zones times formats, each of some ten kilobytes: people of one office have one zone, and a few formats are used in all. */
const KEPT = 100;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * How a zone's times are written. Making one takes longer than using it a hundred times, and a list writes hundreds of times:
 * each is made once a process or page.
 */
export function zoneFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  if (formats.size >= KEPT) formats.clear();
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  formats.set(key, made);
  return made;
}
