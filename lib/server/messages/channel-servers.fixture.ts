import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export type TakenMail = { from: string; to: string[]; text: string };
/** How a mail server answers a recipient: null takes the mail. */
export type MailAnswer = (to: string) => { code: number; text: string } | null;

export type MailServer = {
  url: string;
  mails: TakenMail[];
  answer: (rule: MailAnswer) => void;
  close: () => Promise<void>;
};

const PASSWORD = 'a mail password';

/** A real SMTP server on the loopback, which asks for a sign-in and keeps what it took. */
export async function openMailServer(): Promise<MailServer> {
  const mails: TakenMail[] = [];
  let rule: MailAnswer = () => null;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    // It would greet only once the resolver has said what this machine is called, which some take longer for than a try.
    disableReverseLookup: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'console' && password === PASSWORD
        ? done(null, { user: username })
        : done(Object.assign(new Error('wrong password'), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = rule(address);
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(mailOf(session, Buffer.concat(chunks).toString('utf8')));
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://console:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    mails,
    answer: (next) => {
      rule = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function mailOf(session: SMTPServerSession, text: string): TakenMail {
  const { mailFrom, rcptTo } = session.envelope;
  return { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((one) => one.address), text };
}

export type Room = {
  url: string;
  posts: { text: string }[];
  /** How the next posts are answered, in their order; then 200 "ok". */
  answers: { status: number; body: string }[];
  close: () => Promise<void>;
};

/** A real HTTP receiver on the loopback that takes what an incoming webhook takes. */
export async function openRoom(): Promise<Room> {
  const posts: Room['posts'] = [];
  const answers: Room['answers'] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const { status, body: text } = answers.shift() ?? { status: 200, body: 'ok' };
    if (status === 200) posts.push(JSON.parse(body));
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/services/T000/B000/a-secret-path`,
    posts,
    answers,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
