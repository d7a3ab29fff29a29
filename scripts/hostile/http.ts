import { request } from 'node:http';
import { connect } from 'node:net';

export type Answered = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The same before it was text. */
  bytes: Buffer;
};
type Asked = {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  timeoutMs?: number;
};

const MOST_TEXT = 4 * 1024 * 1024;

/** One request as it is given: no cookie, no Origin and no redirect is added or followed. */
export function send(
  address: string,
  { method = 'GET', path, headers = {}, body, timeoutMs = 30_000 }: Asked,
): Promise<Answered> {
  const { hostname, port, host } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({
      hostname,
      port,
      path,
      method,
      headers: { host, ...headers },
      agent: false,
      setHost: false,
    });
    const timer = setTimeout(() => asked.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    asked.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    asked.once('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= MOST_TEXT) chunks.push(chunk);
      });
      response.once('close', () => {
        clearTimeout(timer);
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString('utf8'), bytes });
      });
    });
    asked.end(body);
  });
}

/** What comes of an answer without an end, until that is enough. Rejects where it is not after a while. */
export function listen(
  address: string,
  path: string,
  headers: Record<string, string>,
  isEnough: (said: string) => boolean,
  timeoutMs = 20_000,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, address), { headers, agent: false });
    const timer = setTimeout(
      () => asked.destroy(new Error(`${path} did not say enough in ${timeoutMs} ms`)),
      timeoutMs,
    );
    let said = '';
    asked.once('error', reject);
    asked.once('close', () => clearTimeout(timer));
    asked.once('response', (response) => {
      response.once('error', reject);
      response.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
        if (!isEnough(said)) return;
        resolve(said);
        asked.destroy();
      });
    });
    asked.end();
  });
}

/** Bytes on a line of one's own, and what came back until it was closed, or nothing more came for a while. */
export function sendBytes(address: string, bytes: string | Buffer, quietMs = 2_000): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const line = connect(Number(port), hostname);
    let said = '';
    line.setTimeout(quietMs, () => line.destroy());
    line.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    line.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(said) : reject(error)));
    line.once('close', () => resolve(said));
    line.write(bytes);
  });
}

/** The status of an answer as it stands on the line; 0 where there was none. */
export function statusOf(said: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(said)?.[1] ?? 0);
}
