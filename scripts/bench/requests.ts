import { Agent, get } from 'node:http';

/** One connection, kept: what is timed is the server's work and not the handshake. */
const oneConnection = new Agent({ keepAlive: true, maxSockets: 1 });

export type Answer = { status: number; body: string; tookMs: number };

/** One request over the loopback, timed from its first byte to the answer's last. */
export function request(address: string, headers: Record<string, string>, agent = oneConnection): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    get(address, { agent, headers: { ...headers, accept: 'text/html,application/json' } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts).toString(),
          tookMs: performance.now() - begun,
        }),
      );
    }).on('error', reject);
  });
}
