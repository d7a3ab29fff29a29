import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { type ExtensionUseRow, judgeExtensionUsers } from '@/lib/domain/preflight/extension-users';
import { ok } from '@/lib/domain/preflight/finding';
import {
  afterReset,
  type ConfigurationErrorRow,
  judgeConfigurationFiles,
  judgeLibraries,
  judgeRoom,
  judgeSettings,
  lostLibraries,
  nowWords,
  type SettingRow,
} from '@/lib/domain/preflight/settings';
import {
  comparable,
  isSystemSetting,
  setStatement,
  settingLine,
  settingWords,
  shownValue,
} from '@/lib/domain/system-settings';
import { isWayBack, type Look, type LookContext, many, query } from './look';

/** What each setting is, from where, and what a reset makes of it; what was set is kept for the way back. */
export const systemSettings: Look = async (context, args) => {
  const wanted = many(args, 'settings').filter(isSystemSetting);
  const rows = await query<SettingRow>(context, 'preflight/system-settings.sql', { settings: wanted });
  const facts = Object.assign(keptLines(rows), ...rows.map(factsOfRow)) as Record<string, string>;
  const missingFacts = Object.assign(
    { kept_settings: 'ALTER SYSTEM had set none of them when the preflight looked' },
    ...rows.map(missingOfRow),
  ) as Record<string, string>;
  if (isWayBack(context))
    return { facts, missingFacts, findings: rows.map((row) => ok(`setting-${row.name}`, nowWords(row))) };
  const [[connections], broken] = await Promise.all([
    query<{ used: number; reserved: number }>(context, 'preflight/connections.sql'),
    query<ConfigurationErrorRow>(context, 'preflight/configuration-errors.sql'),
  ]);
  const findings = [
    ...judgeSettings(rows),
    ...(await unloaded(context, rows)),
    ...judgeRoom(rows, connections),
    judgeConfigurationFiles(broken),
  ];
  return { facts, missingFacts, findings };
};

function factsOfRow(row: SettingRow): Record<string, string> {
  const { name, value, unit, own_value } = row;
  // Not simply what it is now: a change of it may have waited for a restart when the preflight looked.
  const restored = own_value === null ? afterReset(row) : shownValue(own_value, unit);
  const [after, kept] = [afterReset(row), own_value !== null && isSystemSetting(name) && setStatement(name, own_value)];
  return {
    [`words_of_${name}`]: `${settingWords(comparable(value), unit)} now, ${settingWords(after ?? '', unit)} after`,
    ...(after !== null && { [`after_${name}`]: after }),
    ...(own_value !== null && { [`own_${name}`]: comparable(own_value) }),
    ...(restored !== null && { [`restored_${name}`]: restored }),
    ...(kept && { [`kept_${name}`]: kept }),
  };
}

/** All that was set, for a host whose server does not come up without it. */
function keptLines(rows: SettingRow[]): Record<string, string> {
  const lines = rows.map(({ name, own_value }) => own_value && isSystemSetting(name) && settingLine(name, own_value));
  const kept = lines.filter(Boolean);
  return kept.length > 0 ? { kept_settings: `${kept.join('\n')}\n` } : {};
}

function missingOfRow({ name, own_value }: SettingRow): Record<string, string> {
  if (own_value === null)
    return {
      [`kept_${name}`]: 'ALTER SYSTEM had not set it when the preflight looked, so there is nothing to put back',
    };
  if (isSystemSetting(name) && setStatement(name, own_value)) return {};
  return { [`kept_${name}`]: `by hand, since the console does not write a value of this form: ${own_value}` };
}

/** A reset takes the whole list back, and what the extensions behind it brought cannot be used then. */
async function unloaded(context: LookContext, rows: SettingRow[]): Promise<Finding[]> {
  const lost = lostLibraries(rows);
  if (lost === null) return [];
  if (lost.length === 0) return [judgeLibraries([], [])];
  const found = await query(context, 'preflight/extensions-named.sql', { extensions: lost });
  const extensions = found.map(({ name }) => String(name));
  if (extensions.length === 0) return [judgeLibraries(lost, [])];
  const users = await query<ExtensionUseRow>(context, 'preflight/extension-users.sql', { extensions });
  // Data of a library's types stays where it is: it is not loaded, and not dropped.
  const judged = judgeExtensionUsers(
    extensions,
    users.map((row) => ({ ...row, is_data: false })),
  );
  return [judgeLibraries(lost, extensions), ...(users.length > 0 ? [judged] : [])];
}
