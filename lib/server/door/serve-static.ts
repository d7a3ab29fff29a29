import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

const PREFIX = '/_next/static/';
const YEAR_S = 31_536_000;

/**
 * Answers what the build has made, from the forms that the build compressed beside it: Next would compress each file
 * again for every browser, and with gzip only. The files are listed once, so a name leads to one of them or nowhere.
 * @returns true where it has answered
 */
export function serveStatic(folder: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const serve = sirv(folder, { brotli: true, gzip: true, maxAge: YEAR_S, immutable: true });
  return (request, response) => {
    const { url, method } = request;
    if (!url?.startsWith(PREFIX) || (method !== 'GET' && method !== 'HEAD')) return false;
    let isServed = true;
    request.url = url.slice(PREFIX.length - 1);
    serve(request, response, () => {
      isServed = false;
    });
    request.url = url;
    return isServed;
  };
}
