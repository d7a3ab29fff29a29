import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Endpoint, endpointSchema } from '@/lib/contracts/target';
import { callEndpoint } from './call-endpoint';

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`, server };
}

const endpoint = (url: string, over: Partial<Endpoint> = {}): Endpoint => ({
  ...endpointSchema.parse({ key: 'api', title: 'API', url: 'http://example.com/' }),
  url,
  ...over,
});
const answer = (body: string, status = 200, headers = {}) =>
  serve((_, response) => response.writeHead(status, headers).end(body));

describe('an endpoint that answers', () => {
  it('is well when the status and the values are as expected', async () => {
    const { url } = await answer('{"status":"ok","checks":{"db":true},"more":1}');
    const result = await callEndpoint(endpoint(url, { expectJson: { status: 'ok', checks: { db: true } } }));
    expect(result).toMatchObject({ isOk: true, status: 200 });
    expect(result.sentence).toMatch(/^Answered 200 in \d+ ms, as expected\.$/);
    expect(result.bodyStart).toContain('"status":"ok"');
  });

  it.each([
    ['a 200 that says error', '{"status":"error"}', /“status” is "error" where "ok" was expected/],
    ['a 200 without the value', '{}', /“status” is missing/],
    ['a 200 whose value is inherited', '{"__proto__":{"status":"ok"}}', /missing/],
    ['a 200 that is no JSON', '<h1>ok</h1>', /JSON object was expected/],
    ['a 200 with an array', '[{"status":"ok"}]', /JSON object was expected/],
    ['an empty 200', '', /JSON object was expected/],
  ])('fails with %s', async (_, body, sentence) => {
    const { url } = await answer(body);
    const result = await callEndpoint(endpoint(url, { expectJson: { status: 'ok' } }));
    expect(result).toMatchObject({ isOk: false, status: 200 });
    expect(result.sentence).toMatch(sentence);
  });

  it('fails with another status', async () => {
    const { url } = await answer('{"status":"ok"}', 503);
    expect(await callEndpoint(endpoint(url))).toMatchObject({
      isOk: false,
      status: 503,
      sentence: expect.stringMatching(/200 was expected/),
    });
  });

  it('is not followed where it redirects', async () => {
    let wasCalled = false;
    const inner = await serve((_, response) => {
      wasCalled = true;
      response.end('{}');
    });
    const { url } = await answer('', 302, { location: inner.url });
    const result = await callEndpoint(endpoint(url));
    expect(result).toMatchObject({
      isOk: false,
      status: 302,
      sentence: expect.stringMatching(/redirects.*not followed/),
    });
    expect(wasCalled).toBe(false);
  });

  it('gets a POST’s body as JSON, and a connection of its own each time', async () => {
    const seen: { message: IncomingMessage; body: string; port?: number }[] = [];
    const { url } = await serve(async (message, response) => {
      let body = '';
      for await (const chunk of message) body += chunk;
      seen.push({ message, body, port: message.socket.remotePort });
      response.end('{}');
    });
    const call = endpoint(url, { method: 'POST', body: { text: 'héllo' } });
    await callEndpoint(call);
    expect(await callEndpoint(call)).toMatchObject({ isOk: true });
    expect(seen[0]).toMatchObject({ body: '{"text":"héllo"}', message: { method: 'POST' } });
    expect(seen[0]?.message.headers['content-type']).toBe('application/json');
    expect(seen[0]?.port).not.toBe(seen[1]?.port);
  });

  it('is found by name, on whichever loopback address it listens', async () => {
    const { url } = await answer('{}');
    expect(await callEndpoint(endpoint(url.replace('127.0.0.1', 'localhost')))).toMatchObject({ isOk: true });
  });
});

describe('an answer without end', () => {
  it('is capped at 64 KiB, and the server is hung up on', async () => {
    let open = 0;
    const { url } = await serve((_, response) => {
      open += 1;
      response.on('close', () => {
        open -= 1;
      });
      response.on('drain', () => response.write('x'.repeat(65_536)));
      response.write('x'.repeat(65_536));
    });
    const result = await callEndpoint(endpoint(url));
    expect(result).toMatchObject({ isOk: true, status: 200, sentence: expect.stringMatching(/64 KiB/) });
    expect(result.bodyStart.length).toBe(2000);
    await vi.waitFor(() => expect(open).toBe(0));
    expect(await callEndpoint(endpoint(url, { expectJson: { status: 'ok' } }))).toMatchObject({ isOk: false });
  });

  it.each([
    ['no headers come', () => undefined],
    [
      'the headers trickle',
      (socket: { write(text: string): void }) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        return 'x-slow: 1\r\n';
      },
    ],
    [
      'the body trickles',
      (socket: { write(text: string): void }) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        return 'x';
      },
    ],
  ])('ends with the deadline when %s', async (_, begin) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      const drop = begin(socket);
      const timer = setInterval(() => drop && socket.write(drop), 30);
      socket.on('close', () => clearInterval(timer));
    });
    closers.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const result = await callEndpoint(endpoint(`http://127.0.0.1:${port}/`, { timeoutMs: 300 }));
    expect(result).toMatchObject({ isOk: false, status: null, sentence: 'No whole answer within 300 ms.' });
    expect(result.latencyMs).toBeLessThan(600);
  });

  it('ends with a cancel', async () => {
    const abort = new AbortController();
    const { url } = await serve(() => abort.abort());
    expect(await callEndpoint(endpoint(url), { signal: abort.signal })).toMatchObject({
      isOk: false,
      sentence: 'The call was cancelled.',
    });
  });
});

describe('an address', () => {
  it.each([
    'http://169.254.169.254/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0xa9.254.0251.0xfe/',
    'http://169.254.43518/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[fd00:ec2::254]/',
    'http://[FD00:0EC2:0:0:0:0:0:254]/',
    'http://[fe80::1]/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://[fd20:ce::254]/',
    'https://169.254.170.2/',
    'http://0.0.0.0:8000/',
    'http://0:8000/',
    'http://[::]:8000/',
    'http://255.255.255.255/',
    'http://224.0.0.1/',
    'http://[ff02::1]/',
    'http://[2001::1]/',
  ])('of a metadata service, or where nothing can be, is refused: %s', async (url) => {
    const result = await callEndpoint(endpoint(url));
    expect(result).toMatchObject({
      isOk: false,
      status: null,
      sentence: expect.stringMatching(/^Refused.*Nothing was called/),
    });
  });

  it.each([
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://127.0.0.1/',
    'http://10.0.0.5/health',
    'http://[fd00::1]/',
    'https://localhost/',
    'http://127.0.0.1%3APORT/',
    'http://x@127.0.0.1:PORT/',
  ])('inside this network that is not written as host and port is refused: %s', async (written) => {
    let isCalled = false;
    const { url } = await serve((_, response) => {
      isCalled = true;
      response.end('{}');
    });
    const result = await callEndpoint(endpoint(written.replace('PORT', new URL(url).port)));
    expect(result).toMatchObject({ isOk: false, status: null, sentence: expect.stringMatching(/^Refused/) });
    expect(isCalled).toBe(false);
  });

  it('of a name that leads inside is called where the inventory names its port, and says what to write where not', async () => {
    const { url } = await answer('{}');
    const { port } = new URL(url);
    const lookUp = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await callEndpoint(endpoint(`http://replyx.internal:${port}/`), { lookUp })).toMatchObject({ isOk: true });
    const result = await callEndpoint(endpoint('http://replyx.internal/health'), { lookUp });
    expect(result.sentence).toMatch(/leads to 127\.0\.0\.1, inside .*writes http:\/\/replyx\.internal:80 and the path/);
  });

  it('of a name that changes its answer is asked for once, and the first answer is the one that is called', async () => {
    const seen: string[] = [];
    const { url } = await serve((message, response) => {
      seen.push(`${message.socket.localAddress} ${message.headers.host}`);
      response.end('{}');
    });
    const { port } = new URL(url);
    const answers = ['127.0.0.1', '169.254.169.254', '127.0.0.2'];
    let asked = 0;
    const lookUp = async () => [{ address: answers[asked++] as string, family: 4 }];
    const call = endpoint(`http://rebound.example:${port}/`);
    expect(await callEndpoint(call, { lookUp })).toMatchObject({ isOk: true });
    expect(seen).toEqual([`127.0.0.1 rebound.example:${port}`]);
    expect(asked).toBe(1);
    // The second call asks anew, and is refused by what it then hears.
    expect(await callEndpoint(call, { lookUp })).toMatchObject({
      status: null,
      sentence: expect.stringMatching(/^Refused: rebound\.example leads to 169\.254\.169\.254/),
    });
    expect(seen).toHaveLength(1);
  });

  it('one of whose answers is forbidden is refused whole: which of them is called is not to be left to chance', async () => {
    const lookUp = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ];
    expect((await callEndpoint(endpoint('http://two.example/'), { lookUp })).sentence).toMatch(/^Refused/);
  });

  it.each(['http://127.0.0.1:8000/\r\nX-Evil: 1', 'http://127.0.0.1:8000/a b', 'http://127.0.0.1:8000/\0'])(
    'with a line break or a blank in it is refused: %j',
    async (url) => {
      expect((await callEndpoint(endpoint(url))).sentence).toMatch(/^Refused: the address has a line break/);
    },
  );

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'ftp://127.0.0.1/', 'about:blank'])(
    'that is not http is refused: %s',
    async (url) => {
      expect(await callEndpoint(endpoint(url))).toMatchObject({
        isOk: false,
        sentence: expect.stringMatching(/^Refused/),
      });
    },
  );

  it('with a password is refused, and the password not repeated', async () => {
    const result = await callEndpoint(endpoint('http://user:hunter2@127.0.0.1:80/'));
    expect(result).toMatchObject({ isOk: false, sentence: expect.stringMatching(/^Refused/) });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it.each([
    ['http://127.0.0.1:1/', /Nothing listens/],
    ['http://no-such-host.invalid/', /name/],
  ])('that leads nowhere is explained: %s', async (url, sentence) => {
    expect((await callEndpoint(endpoint(url))).sentence).toMatch(sentence);
  });
});
