// A web without pages, as a process of its own: the real event stream and the real press of Start, over HTTP.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { toActionError } from '../action-error';
import { eventStream } from '../event-stream';
import { startRun } from '../runs/start-run';

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://web');
  const act = url.pathname === '/stream' ? stream(url, response) : press(request, response);
  act.catch((error: unknown) => response.destroy(error as Error));
});

async function stream({ searchParams }: URL, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const after = searchParams.get('after');
  const sessionId = searchParams.get('session') ?? '';
  const news = await eventStream({ after: after ? BigInt(after) : null, signal: gone.signal, sessionId });
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  Readable.fromWeb(news as never).pipe(response);
}

async function press(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const { me, input } = JSON.parse(Buffer.concat(parts).toString());
  const outcome = await startRun(me, input).then(
    () => 'done',
    (error: unknown) => toActionError(error).code,
  );
  response.end(outcome);
}

server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
