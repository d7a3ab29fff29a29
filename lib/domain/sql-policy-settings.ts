import type { Node } from './sql-policy-tree';
import { ALLOWED, refuse, type SqlRefusal, type SqlVerdict } from './sql-policy-verdict';
import { isSettingValue, isSystemSetting, SYSTEM_SETTINGS } from './system-settings';

type Setting = { kind?: string; name?: string; args?: { A_Const?: { sval?: { sval?: string } } }[] };
const ONLY = `Only these can be touched: ${Object.keys(SYSTEM_SETTINGS).join(', ')}.`;

/** ALTER SYSTEM RESET of one named setting of the list; never of all. */
export function judgeResetSetting(statement: Node): SqlVerdict {
  const { kind, name } = statement.setstmt as Setting;
  if (kind === 'VAR_RESET_ALL')
    return refuse('RESET ALL takes back settings that nobody has looked at', 'Name the one setting.');
  if (kind !== 'VAR_RESET')
    return refuse('the text sets a value where a reset is declared', 'Write ALTER SYSTEM RESET.');
  return refuseUnlisted(name) ?? ALLOWED;
}

/** ALTER SYSTEM SET of one setting of the list, to a value of its own form, written out. */
export function judgeSetSetting(statement: Node): SqlVerdict {
  const { kind, name, args = [] } = statement.setstmt as Setting;
  if (kind !== 'VAR_SET_VALUE')
    return refuse('the text sets no value', 'Write ALTER SYSTEM SET with the value that was kept.');
  const refusal = refuseUnlisted(name);
  if (refusal) return refusal;
  const values = args.map((arg) => arg.A_Const?.sval?.sval);
  return values.every((value) => value !== undefined) && isSettingValue(name as string, values as string[])
    ? ALLOWED
    : refuse(`the value is not of the form that ${name} has`, 'Write it as the server kept it, in quotes.');
}

function refuseUnlisted(name: string | undefined): SqlRefusal | null {
  return name !== undefined && isSystemSetting(name) ? null : refuse(`the text touches the setting ${name}`, ONLY);
}
