import { displayArgv } from './command-policy';
import { AppError } from './errors';
import { findHiddenCharacter } from './sql-policy-text';

/** As large as a patch or a handful of definitions: people read it before they approve it. */
const MAX_INPUT_LENGTH = 100_000;

/**
 * What a command reads, whole lines of it. Throws AppError `invalid_input` for a text that reads differently from what
 * it is, or that nobody would read.
 */
export function renderInput(text: string): string {
  const hidden = findHiddenCharacter(text, true);
  if (hidden) throw refused(`it holds the hidden character ${hidden}`);
  if (text.length > MAX_INPUT_LENGTH) throw refused(`it is longer than ${MAX_INPUT_LENGTH} characters`);
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** A command as a POSIX shell would read it, with what it reads below. For people's eyes: nothing runs it. */
export function displayCommand(argv: string[], input: string | undefined): string {
  const line = displayArgv(argv);
  if (input === undefined) return line;
  let end = 'END';
  while (input.split('\n').includes(end)) end += '_';
  return `${line} <<'${end}'\n${input}${end}`;
}

function refused(because: string): AppError {
  return new AppError(
    'invalid_input',
    `What the command would read was refused: ${because}. Nothing was run.`,
    'Look at the file that it was made from, and plan again.',
  );
}
