/**
 * The server's settings that the console may take back and put back, each with the form of one value. `isList`: several
 * values with commas between them.
 */
export const SYSTEM_SETTINGS = {
  shared_preload_libraries: { value: /^[\w$./-]{1,120}$/, isList: true },
  max_connections: { value: /^\d{1,6}$/, isList: false },
  work_mem: { value: /^\d{1,9}(B|kB|MB|GB|TB)?$/, isList: false },
} as const;
export type SystemSetting = keyof typeof SYSTEM_SETTINGS;

export function isSystemSetting(name: string): name is SystemSetting {
  return Object.hasOwn(SYSTEM_SETTINGS, name);
}

/** Whether these are values as the setting has them. */
export function isSettingValue(name: string, values: readonly string[]): boolean {
  if (!isSystemSetting(name) || values.length === 0) return false;
  const { value, isList } = SYSTEM_SETTINGS[name];
  return (isList || values.length === 1) && values.every((one) => value.test(one));
}

/** The names in a list setting's text, as the server writes it: quotes and spaces are its own affair. */
export function listOfSetting(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim().replace(/^"(.*)"$/, '$1'))
    .filter((item) => item !== '');
}

/**
 * The statement that sets what stood in the server's own file again; null where the value has no form that the console
 * would write. An empty list cannot be written as one value, and is none to put back.
 */
export function setStatement(name: SystemSetting, text: string): string | null {
  const values = SYSTEM_SETTINGS[name].isList ? listOfSetting(text) : [text.trim()];
  if (!isSettingValue(name, values)) return null;
  return `ALTER SYSTEM SET ${name} = ${values.map((value) => `'${value}'`).join(', ')}`;
}

/** The same as a line of the server's own file, for a server that is down and takes no statement. */
export function settingLine(name: SystemSetting, text: string): string | null {
  return setStatement(name, text) && `${name} = '${text.trim()}'`;
}

const BYTES: Record<string, number> = { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/**
 * A value as the server shows it in `pg_settings`, from how a file or the server's own default writes it: memory in the
 * setting's unit, a list without spaces. Null where it cannot be understood.
 */
export function shownValue(text: string, unit: string | null): string | null {
  if (unit === null) return comparable(text);
  const [, digits, suffix] = /^(\d+)\s*(B|kB|MB|GB|TB)?$/.exec(text.trim()) ?? [];
  const size = /^(\d*)(B|kB|MB)$/.exec(unit);
  if (digits === undefined || !size) return null;
  if (suffix === undefined) return digits;
  const unitBytes = Number(size[1] || 1) * (BYTES[size[2] as string] as number);
  return String(Math.round((Number(digits) * (BYTES[suffix] as number)) / unitBytes));
}

/** Without what may be written or not: spaces and quotes of a list. As `verify/system-setting.sql` shows it. */
export function comparable(text: string): string {
  return text.replaceAll(' ', '').replaceAll('"', '');
}

/** "16 MB", "80", "nothing": a shown value for people. */
export function settingWords(shown: string, unit: string | null): string {
  if (shown === '') return 'nothing';
  if (unit === null) return listOfSetting(shown).join(', ');
  const size = /^(\d*)(B|kB|MB)$/.exec(unit);
  if (!size) return `${shown} ${unit}`;
  let bytes = Number(shown) * Number(size[1] || 1) * (BYTES[size[2] as string] as number);
  let words = 'B';
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (bytes < 1024 || bytes % 1024 !== 0) break;
    bytes /= 1024;
    words = next;
  }
  return `${bytes} ${words}`;
}
