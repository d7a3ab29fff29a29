/** The oldest release of each line that has the mends we know of; a line that is not named here is too old as a whole. */
export const PACKAGE_FLOORS: Readonly<Record<string, readonly string[]>> = {
  // Running code from a request (React's server actions), and four ways past a proxy.
  next: ['15.5.18', '16.2.6'],
  react: ['19.0.6', '19.1.7', '19.2.6'],
  'react-dom': ['19.0.6', '19.1.7', '19.2.6'],
  // A token that was made for something else was taken for a session.
  'next-auth': ['4.24.5'],
};

/** A dump that somebody else wrote could make an older psql run programs. */
export const CLIENT_FLOORS: readonly string[] = ['15.19', '16.15', '17.11', '18.6'];

const numbers = (version: string) => (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);

/**
 * Whether a version is at or above the floor of its own line. The line is all but the last number of a floor; what is newer
 * than every line is above, and what is in none is below.
 */
export function isAtFloor(version: string, floors: readonly string[]): boolean {
  const own = numbers(version);
  const lines = floors.map((floor) => {
    const parts = numbers(floor);
    return { line: parts.slice(0, -1), last: parts.at(-1) ?? 0 };
  });
  const ofLine = lines.find(({ line }) => line.every((part, at) => own[at] === part));
  if (ofLine) return (own[ofLine.line.length] ?? 0) >= ofLine.last;
  return lines.every(({ line }) => compare(own, line) > 0);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, part] of b.entries()) if ((a[at] ?? 0) !== part) return (a[at] ?? 0) - part;
  return 0;
}
