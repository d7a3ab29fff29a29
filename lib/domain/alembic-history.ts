/** One revision as `alembic history --verbose` prints it; `parents` is empty for a first one. */
export type Revision = {
  id: string;
  parents: string[];
  message: string;
  path: string;
  isHead: boolean;
  /** The database is at it. Known only with `--indicate-current`. */
  isCurrent: boolean;
};

const REVISION = /^Rev: (\S+)((?: \([a-z]+\))*)\s*$/;
const PARENTS = /^(?:Parent|Merges): (.+)$/;
const NO_PARENT = '<base>';
/** What Alembic writes into a file by itself: a revision without a message begins with it. */
const BOILERPLATE = /^(Revision ID|Revises|Create Date):/;

/** Reads the output of `alembic history --verbose`, newest revision first. Lines of any other form are passed over. */
export function parseAlembicHistory(output: string): Revision[] {
  const revisions: Revision[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, id, marks = ''] = REVISION.exec(line) ?? [];
    const last = revisions.at(-1);
    if (id !== undefined) revisions.push(newRevision(id, marks));
    else if (last) readLine(last, line);
  }
  return revisions;
}

function newRevision(id: string, marks: string): Revision {
  const isMarked = (mark: string) => marks.includes(`(${mark})`);
  return { id, parents: [], message: '', path: '', isHead: isMarked('head'), isCurrent: isMarked('current') };
}

function readLine(revision: Revision, line: string): void {
  const parents = PARENTS.exec(line)?.[1];
  const path = /^Path: (.+)$/.exec(line)?.[1];
  if (parents !== undefined && parents.trim() !== NO_PARENT)
    revision.parents = parents.split(',').map((parent) => parent.trim());
  if (path !== undefined) revision.path = path.trim();
  // The message is the first indented line below the path; those after it are of the file, too.
  const text = /^ {4}(.*)$/.exec(line)?.[1]?.trim();
  if (text && revision.message === '' && revision.path !== '') revision.message = text;
}

/** What people read of a revision's message: a file without one has only what Alembic wrote. */
export function messageOf({ message }: Revision): string {
  return BOILERPLATE.test(message) || message === '' ? 'no message' : message;
}

/** Every revision that the named one was built upon, as far as the history tells; not itself. */
export function ancestorsOf(id: string, revisions: readonly Revision[]): Set<string> {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of revisions.find((revision) => revision.id === next)?.parents ?? []) {
      if (!found.has(parent)) open.push(parent);
      found.add(parent);
    }
  }
  return found;
}
