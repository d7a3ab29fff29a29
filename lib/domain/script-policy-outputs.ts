import { type Constants, isInside, operandsOf } from './script-policy-paths';
import { type DeclaredScript, refuseNode, type ScriptRefusal } from './script-policy-verdict';
import type { ShellCommand, ShellWord } from './shell-tree';

/** Options that name a file or folder to be written, in their short and long form. */
const OUTPUTS: Record<string, { short: string; long: readonly string[] }> = {
  curl: { short: 'o', long: ['--output', '--output-dir'] },
  wget: { short: 'OP', long: ['--output-document', '--directory-prefix'] },
  pg_dump: { short: 'f', long: ['--file'] },
  pg_dumpall: { short: 'f', long: ['--file'] },
  pg_restore: { short: 'f', long: ['--file'] },
  pg_basebackup: { short: 'D', long: ['--pgdata'] },
  sort: { short: 'o', long: ['--output'] },
  unzip: { short: 'd', long: [] },
  tar: { short: 'C', long: ['--directory'] },
};
/** Programs that put a file in the place of the one that they are given. */
const REPLACING = ['gzip', 'gunzip', 'bzip2', 'bunzip2', 'xz', 'unxz', 'zstd', 'unzstd', 'lz4'];
const TO_OUTPUT = /^(-[a-z0-9]*c[a-z0-9]*|--(stdout|to-stdout))$/;

/** Whether a program that writes where an option says does so below the step's folders. `program`: its bare name. */
export function judgeOutputs(
  program: string,
  words: readonly ShellWord[],
  { node }: ShellCommand,
  declared: DeclaredScript,
  constants: Constants,
): ScriptRefusal | null {
  const wild = writtenBy(program, words).find((word) => !isInside(word, declared, constants));
  if (!wild && !isUnpackingAnywhere(program, words)) return null;
  return refuseNode(
    node,
    `${program} may write outside of the step’s folders`,
    'Name the folder under "folders" of the step, and write the path out from there.',
  );
}

function writtenBy(program: string, words: readonly ShellWord[]): ShellWord[] {
  if (REPLACING.includes(program)) return words.some((word) => TO_OUTPUT.test(word.literal)) ? [] : operandsOf(words);
  const outputs = Object.hasOwn(OUTPUTS, program) ? OUTPUTS[program] : undefined;
  if (!outputs) return [];
  const { short, long } = outputs;
  const asShort = new RegExp(`^-[A-Za-z]*[${short}]$`);
  return words.flatMap((word, at) => {
    const next = words[at + 1];
    if (asShort.test(word.literal) || long.includes(word.literal)) return next ? [next] : [];
    const name = long.find((one) => word.literal.startsWith(`${one}=`));
    if (name) return [{ ...word, literal: word.literal.slice(name.length + 1) }];
    // With its value behind it, as in -f/srv/x.
    return new RegExp(`^-[${short}]/`).test(word.literal) ? [{ ...word, literal: word.literal.slice(2) }] : [];
  });
}

/** An archive says itself where its files go, from the folder that it is unpacked in. */
function isUnpackingAnywhere(program: string, words: readonly ShellWord[]): boolean {
  if (program === 'unzip') return !words.some((word) => /^-[lptvzZ]*[ltvzZp]$|^-d/.test(word.literal));
  if (program !== 'tar') return false;
  const isUnpacking =
    /^-?[a-zA-Z]*x/.test(words[0]?.literal ?? '') ||
    words.some((word) => /^(--extract|--get|-[a-z]*x[a-z]*)$/.test(word.literal));
  return isUnpacking && !words.some((word) => /^(-[a-zA-Z]*C|--directory)/.test(word.literal));
}
