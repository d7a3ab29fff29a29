import type { Finding } from '@/lib/contracts/plan';
import { comparable, listOfSetting, settingWords, shownValue } from '../system-settings';
import { block, ok, warn } from './finding';

/** A row of `sql/preflight/system-settings.sql`. */
export type SettingRow = {
  name: string;
  value: string;
  unit: string | null;
  source: string;
  context: string;
  boot_value: string | null;
  is_pending: boolean;
  own_value: string | null;
  file_value: string | null;
  file_place: string | null;
  may_change: boolean;
};
export type ConfigurationErrorRow = { place: string; name: string | null; error: string };

/** Each setting, what its reset makes of it, and what forbids that. */
export function judgeSettings(rows: readonly SettingRow[]): Finding[] {
  return [...rows.map(describe), ...nothingSet(rows), ...forbidden(rows)];
}

/** What it is after a reset: a session's, role's or database's own word stays; else the files' word, else the default. */
export function afterReset({ value, unit, source, boot_value, file_value }: SettingRow): string | null {
  if (source !== 'default' && source !== 'configuration file') return comparable(value);
  return shownValue(file_value ?? boot_value ?? '', unit);
}

export function nowWords({ name, value, unit, source }: SettingRow): string {
  return `${name} is ${settingWords(comparable(value), unit)} now (${source}).`;
}

function describe(row: SettingRow): Finding {
  const { name, value, unit, context, own_value, file_place, is_pending, source } = row;
  const after = afterReset(row);
  const details = [`after the reset: from ${file_place ?? "the server's default"}`];
  const key = `setting-${name}`;
  if (after === null)
    return block(
      key,
      `What ${name} would be after its reset cannot be told.`,
      'Correct its line in the configuration files, then look again.',
      details,
    );
  if (own_value === null)
    return warn(
      key,
      `${nowWords(row)} ALTER SYSTEM has set nothing, so its reset changes nothing.`,
      'Its step sees that and runs nothing. Set it back where it was set, if it has to go.',
      details,
    );
  const takes = context === 'postmaster' ? 'a restart' : 'a reload';
  const now = `${settingWords(comparable(value), unit)} now (source ${source}, context ${context})`;
  const sentence = `${name}: ${now}, ${settingWords(after, unit)} after the reset and ${takes}.`;
  if (is_pending)
    return warn(
      key,
      `${sentence} A change of it waits for a restart already.`,
      'The restart takes that change, too.',
      details,
    );
  return ok(key, sentence, details);
}

function nothingSet(rows: readonly SettingRow[]): Finding[] {
  if (rows.some((row) => row.own_value !== null)) return [];
  return [
    block(
      'settings-set',
      'ALTER SYSTEM has set none of these, so this procedure would only restart the server.',
      'Look where the settings come from: a configuration file, a role or a database.',
    ),
  ];
}

function forbidden(rows: readonly SettingRow[]): Finding[] {
  const names = rows.filter((row) => !row.may_change).map((row) => row.name);
  if (names.length === 0) return [];
  return [
    block(
      'settings-allowed',
      `The console's role may not change ${names.join(', ')}.`,
      `Grant it: GRANT ALTER SYSTEM ON PARAMETER ${names.join(', ')} TO its role.`,
    ),
  ];
}

/** The libraries that a reset of shared_preload_libraries takes from the server, also those that somebody else had added. */
export function lostLibraries(rows: readonly SettingRow[]): string[] | null {
  const row = rows.find(({ name }) => name === 'shared_preload_libraries');
  if (!row) return null;
  const left = listOfSetting(afterReset(row) ?? '');
  return listOfSetting(row.value).filter((library) => !left.includes(library));
}

/** `extensions`: those of this database that cannot be used without the libraries. */
export function judgeLibraries(lost: readonly string[], extensions: readonly string[]): Finding {
  if (lost.length === 0) return ok('libraries', 'No library stops being loaded.');
  return warn(
    'libraries',
    `${lost.join(', ')} ${lost.length === 1 ? 'stops' : 'stop'} being loaded with the restart.`,
    extensions.length > 0
      ? `The ${extensions.length === 1 ? 'extension' : 'extensions'} ${extensions.join(', ')} in this database cannot be used without it.`
      : 'Ask who else relies on it: other databases of the server, monitoring, auditing.',
    [...lost],
  );
}

export function judgeRoom(rows: readonly SettingRow[], now: { used: number; reserved: number } | undefined): Finding[] {
  const row = rows.find(({ name }) => name === 'max_connections');
  const usable = Number(row && afterReset(row)) - Number(now?.reserved);
  if (!row || !(Number(now?.used) > usable)) return [];
  return [
    warn(
      'max-connections-enough',
      `${now?.used} connections are open now; after the restart there is room for ${usable}.`,
      'Make the pools of the services smaller first, or some of them stay out.',
    ),
  ];
}

/** What a running server only complains about can keep it from starting again. */
export function judgeConfigurationFiles(rows: readonly ConfigurationErrorRow[]): Finding {
  // Said of a good value that waits for a restart; in another language it blocks, which is the safe side.
  const bad = rows.filter((row) => row.error !== 'setting could not be applied');
  if (bad.length === 0) return ok('configuration-files', 'The configuration files hold no mistake.');
  return block(
    'configuration-files',
    `Lines of the configuration files with a mistake: ${bad.length}. The server may not start again.`,
    'Correct them on the host, then look again.',
    bad.map((row) => `${row.place}, ${row.name ?? 'no name'}: ${row.error}`),
  );
}
