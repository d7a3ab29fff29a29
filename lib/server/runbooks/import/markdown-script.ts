import 'server-only';

type Facts = ReadonlyMap<string, string>;
type Script = {
  kind: 'script';
  effect: 'change' | 'irreversible';
  place: string;
  text: string;
  variables: string[];
  folders: string[];
};

/** What bash runs and its grammar judges. The others read the same words otherwise, or show what somebody typed. */
const RUN_BY_BASH = ['bash', 'sh'];
const SHELLS = [...RUN_BY_BASH, 'shell', 'zsh', 'console', 'shell-session', 'powershell', 'bat', 'cmd'];

export const isShell = (language: string) => SHELLS.includes(language);

/** Why a fence of that language cannot be the script of a step with these facts; null where it can, or is for no shell. */
export function whyNoScript(language: string, facts: Facts): string | null {
  if (!isShell(language)) return null;
  if (!RUN_BY_BASH.includes(language))
    return `a ${language} block is not run: only bash is. Write it as a \`\`\`bash fence, or bind the program as a command of the target`;
  if (facts.has('place')) return null;
  return `a ${language} block is not run without a place: name where on the target it runs, as in "- Place: releases", or bind the program as a command of the target and name it in a \`\`\`command fence`;
}

/**
 * The script of a step, as its facts declare it. Nobody can tell from a text what it does to the world, so it has the
 * strongest effect unless the step says that it can be taken back; it never counts as a look.
 */
export function scriptOf(text: string, facts: Facts): Script | { because: string } {
  const effect = facts.get('effect') ?? 'irreversible';
  if (effect !== 'change' && effect !== 'irreversible')
    return { because: `the effect of a script is "change" or "irreversible", and not "${effect}"` };
  return {
    kind: 'script',
    effect,
    place: facts.get('place') ?? '',
    text: `${text}\n`,
    variables: listOf(facts.get('variables')),
    folders: listOf(facts.get('folders')),
  };
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
