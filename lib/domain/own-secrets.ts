import { maskCredentials } from './credentials';

/** The variables of the console's processes that nobody may read in a log. */
const NAMES = [
  'NEXTAUTH_SECRET',
  'CONSOLE_SECRET_KEY',
  'CONSOLE_SECRET_KEY_BEFORE',
  'CONSOLE_PUSH_KEY',
  'CONSOLE_DEMO_PASSWORD',
] as const;
const ADDRESSES = ['DATABASE_URL', 'DATABASE_OWNER_URL'] as const;
/** What is shorter would be found in words that are none. */
const SHORTEST = 8;

type Name = (typeof NAMES)[number] | (typeof ADDRESSES)[number];
type Variables = { readonly [name in Name]?: string | undefined };

/** Masks what looks like a credential, and the secrets that a process was given by its variables, in every form that a log has them in. */
export function makeLogMasker(variables: Variables): (line: string) => string {
  const passwords = ADDRESSES.flatMap((name) => passwordsIn(variables[name]));
  const own = [...NAMES.map((name) => variables[name]), ...passwords];
  const secrets = own.filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST);
  return (line) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '••••••'), maskCredentials(line));
}

/** As it stands in the address, and as it is typed. */
function passwordsIn(address: string | undefined): string[] {
  if (!address || !URL.canParse(address)) return [];
  const { password } = new URL(address);
  return [password, decodeOr(password)];
}

function decodeOr(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    // A lone % is a character of it.
    return password;
  }
}
