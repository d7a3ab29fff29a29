const NEXT = 'node_modules/next/dist/bin/next';

/** What Node is told to run a web. */
export const webWords = (port: number, host: string): string[] => [
  ...SMALL,
  NEXT,
  'start',
  '-p',
  String(port),
  '-H',
  host,
];

/**
 * WebAssembly is run as it is compiled first, never optimised: most of an idle process was the optimised code of Prisma's
 * query compiler. Measured after every page was seen: web and worker take 264 MB together, and 368 without this.
 */
export const SMALL = ['--liftoff-only'];

/**
 * A worker lets its heap grow in small steps besides: of a step that prints 1 GB, worker and helper take 50 MB more with this, and 95
 * without it. It does not draw pages, which this would make slower.
 */
export const SMALL_WORKER = [...SMALL, '--optimize-for-size'];

/** glibc would keep a heap for each thread that ever allocated something; two are enough for what is not JavaScript's. */
export const SMALL_ENVIRONMENT = { MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX || '2' };
