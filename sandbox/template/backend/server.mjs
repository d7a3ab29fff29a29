import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { HttpError } from './lib/http-error.mjs';
import { pipeline } from './lib/pipeline.mjs';
import { settings } from './lib/settings.mjs';

const MAX_BODY_BYTES = 1024 * 1024;

async function loadRoutes() {
  const files = readdirSync(new URL('routes/', import.meta.url)).filter((file) => file.endsWith('.mjs'));
  const modules = await Promise.all(files.map((file) => import(`./routes/${file}`)));
  return modules.flatMap((module) => module.routes);
}

async function readBody(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) throw new HttpError(413, 'body too large');
  }
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new HttpError(400, 'body is not JSON');
  }
}

async function answer(routes, request, response) {
  const { pathname } = new URL(request.url, 'http://backend');
  for (const stage of pipeline) await stage(request, response);
  for (const route of routes) {
    const match = route.method === request.method && route.path.exec(pathname);
    if (match) return await route.handle({ params: match.slice(1), body: await readBody(request) });
  }
  throw new HttpError(404, `no route for ${request.method} ${pathname}`);
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const routes = await loadRoutes();

const server = createServer(async (request, response) => {
  try {
    send(response, 200, { status: 'ok', ...(await answer(routes, request, response)) });
  } catch (error) {
    const status = error.status ?? 500;
    console.error(`${status < 500 ? 'WARN' : 'ERROR'} ${status} ${request.method} ${request.url}: ${error.message}`);
    send(response, status, { status: 'error', error: error.message });
  }
});

server.listen(Number(settings.PORT), '127.0.0.1', () => process.send?.('ready'));

process.on('SIGINT', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
