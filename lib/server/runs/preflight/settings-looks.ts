import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import {
  comparable,
  isSystemSetting,
  listOfSetting,
  setStatement,
  settingLine,
  settingWords,
  shownValue,
} from '@/lib/domain/system-settings';
import { type Look, type LookContext, many, query } from './look';

type SettingRow = {
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

/** What each setting is, from where, and what a reset makes of it; what was set is kept for the way back. */
export const systemSettings: Look = async (context, args) => {
  const wanted = many(args, 'settings').filter(isSystemSetting);
  const rows = (await query(context, 'preflight/system-settings.sql', { settings: wanted })) as SettingRow[];
  const facts = Object.assign(keptLines(rows), ...rows.map(factsOfRow)) as Record<string, string>;
  const missingFacts = Object.assign(
    { kept_settings: 'ALTER SYSTEM had set none of them when the preflight looked' },
    ...rows.map(missingOfRow),
  ) as Record<string, string>;
  const isWayBack = context.procedure.branches.some((branch) => branch.key === context.branch && branch.isWayBack);
  if (isWayBack) return { facts, missingFacts, findings: rows.map((row) => ok(`setting-${row.name}`, nowWords(row))) };
  const findings = [
    ...rows.map(describe),
    ...nothingSet(rows),
    ...forbidden(rows),
    ...(await unloaded(context, rows)),
    ...(await tooFewConnections(context, rows)),
    ...(await brokenFiles(context)),
  ];
  return { facts, missingFacts, findings };
};

/** What it is after a reset: a session's, role's or database's own word stays; else the files' word, else the default. */
function afterReset({ value, unit, source, boot_value, file_value }: SettingRow): string | null {
  if (source !== 'default' && source !== 'configuration file') return comparable(value);
  return shownValue(file_value ?? boot_value ?? '', unit);
}

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

function nowWords({ name, value, unit, source }: SettingRow): string {
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

function nothingSet(rows: SettingRow[]): Finding[] {
  if (rows.some((row) => row.own_value !== null)) return [];
  return [
    block(
      'settings-set',
      'ALTER SYSTEM has set none of these, so this procedure would only restart the server.',
      'Look where the settings come from: a configuration file, a role or a database.',
    ),
  ];
}

function forbidden(rows: SettingRow[]): Finding[] {
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

/** A reset takes the whole list back, also what somebody else had added to it. */
async function unloaded(context: LookContext, rows: SettingRow[]): Promise<Finding[]> {
  const row = rows.find(({ name }) => name === 'shared_preload_libraries');
  if (!row) return [];
  const left = listOfSetting(afterReset(row) ?? '');
  const lost = listOfSetting(row.value).filter((library) => !left.includes(library));
  if (lost.length === 0) return [ok('libraries', 'No library stops being loaded.')];
  const users = (await query(context, 'preflight/extensions-named.sql', { extensions: lost })).map((r) => r.name);
  return [
    warn(
      'libraries',
      `${lost.join(', ')} ${lost.length === 1 ? 'stops' : 'stop'} being loaded with the restart.`,
      users.length > 0
        ? `The ${users.length === 1 ? 'extension' : 'extensions'} ${users.join(', ')} in this database cannot be used without it.`
        : 'Ask who else relies on it: other databases of the server, monitoring, auditing.',
      lost,
    ),
  ];
}

async function tooFewConnections(context: LookContext, rows: SettingRow[]): Promise<Finding[]> {
  const row = rows.find(({ name }) => name === 'max_connections');
  const after = Number(row && afterReset(row));
  const [now] = await query(context, 'preflight/connections.sql');
  const usable = after - Number(now?.reserved);
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
async function brokenFiles(context: LookContext): Promise<Finding[]> {
  const rows = await query(context, 'preflight/configuration-errors.sql');
  // Said of a good value that waits for a restart; in another language it blocks, which is the safe side.
  const bad = rows.filter((row) => row.error !== 'setting could not be applied');
  const details = bad.map((row) => `${row.place}, ${row.name ?? 'no name'}: ${row.error}`);
  if (bad.length === 0) return [ok('configuration-files', 'The configuration files hold no mistake.')];
  return [
    block(
      'configuration-files',
      `Lines of the configuration files with a mistake: ${bad.length}. The server may not start again.`,
      'Correct them on the host, then look again.',
      details,
    ),
  ];
}
