const NEXT = 'node_modules/next/dist/bin/next';

/** What Node is told to run a web. */
export const webWords = (port: number, host: string): string[] => [NEXT, 'start', '-p', String(port), '-H', host];
