import { readFileSync } from 'node:fs';

export interface LockedPackage {
  version: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  engines?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface LockFile {
  packages: Record<string, LockedPackage>;
}

/** One package for another platform that a package may be installed with, and that the lock file leaves out. */
export interface Gap {
  name: string;
  version: string;
  isTool: boolean;
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Reads package-lock.json. */
export function readLockFile(): LockFile {
  return JSON.parse(readFileSync('package-lock.json', 'utf8'));
}

/**
 * Finds what `npm ci` would refuse the lock file for: npm leaves out an optional package that its registry does not
 * have at that moment, and then insists on it.
 */
export function findGaps({ packages }: LockFile): Gap[] {
  return Object.entries(packages).flatMap(([path, locked]) =>
    Object.entries(locked.optionalDependencies ?? {})
      .filter(([name]) => path !== '' && !isLocked(packages, path, name))
      .map(([name, version]) => ({ name, version, isTool: locked.dev === true })),
  );
}

/** What the lock file would say of such a package: its platform is in its name. */
export function describeGap({ name, version, isTool }: Gap): LockedPackage {
  const words = name.split(/[/-]/);
  const pick = (known: string[]) => known.filter((word) => words.includes(word));
  const cpu = pick(PROCESSORS).length ? pick(PROCESSORS) : words.includes('gnueabihf') ? ['arm'] : [];
  if (!/^\d+\.\d+\.\d+/.test(version) || !cpu.length)
    throw new Error(`${name}@${version} names no platform or version.`);
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  return {
    version,
    cpu,
    ...(isTool && { dev: true }),
    ...(libc.length && { libc }),
    optional: true,
    ...(pick(SYSTEMS).length && { os: pick(SYSTEMS) }),
  };
}

function isLocked(packages: LockFile['packages'], path: string, name: string): boolean {
  return `${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages;
}
