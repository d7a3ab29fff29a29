/** A name that stands for a secret: of a variable, a parameter or an option. */
const SECRET_NAME =
  /(pass(word|wd|phrase|code)?$|passw|secret|token|api_?key|private_?key|credential|database_url|(^|_)dsn$|connection_string)/i;
const SECRET_OPTION = /^--?(password|passwd|pass|passphrase|secret|token|api-?key|auth-token|access-token)(=|$)/i;
/** Options that say where a secret is, ask for it, or go without. */
const HARMLESS_OPTION = /^--?(password|pass|token|secret)[a-z-]*-(stdin|file|fd|env)(=|$)|^--no-password$/i;
const URL_WITH_PASSWORD = /[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i;
/** In libpq's own form: "host=… password=…". */
const CONNECTION_WORD = /(^|\s)(password|sslpassword)\s*=\s*\S/i;
const MYSQL = /(^|\/)(mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)$/;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/**
 * Why an argument list carries a password, or null. Everybody on the machine sees the arguments of what runs there, and
 * the console shows and keeps them. `argv` begins with the program.
 */
export function findSecretArgument(argv: readonly string[]): string | null {
  const [program = '', ...given] = argv;
  if (/(^|\/)sshpass$/.test(program)) return 'sshpass takes the password as an argument';
  for (const [at, argument] of given.entries()) {
    if (HARMLESS_OPTION.test(argument)) continue;
    if (SECRET_OPTION.test(argument) && (argument.includes('=') || isValue(given[at + 1])))
      return `${argument.split('=')[0]} gives a secret as an argument`;
    if (URL_WITH_PASSWORD.test(argument)) return 'an address carries a password';
    if (CONNECTION_WORD.test(argument)) return 'a connection string carries a password';
    if (MYSQL.test(program) && /^-p./.test(argument)) return '-p gives a password as an argument';
    if (
      /(^|\/)(curl|wget)$/.test(program) &&
      /^(-u|--user|--proxy-user)$/.test(argument) &&
      given[at + 1]?.includes(':')
    )
      return `${argument} gives a password as an argument`;
  }
  return null;
}

const isValue = (argument: string | undefined) => argument !== undefined && !argument.startsWith('-');
