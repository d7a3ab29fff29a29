import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';

type Kind = 'A' | 'AAAA';
const KINDS: Readonly<Record<number, Kind>> = { 1: 'A', 28: 'AAAA' };
const HEADER_BYTES = 12;

/** What a name leads to when it is asked for the `time`th time (from 1); null where it has no address of that kind. */
export type Answering = (name: string, kind: Kind, time: number) => string | null;

/** A name server on this machine (RFC 1035, by UDP) whose answers may change from one question to the next; none may be kept. */
export class NameServer {
  /** Every question in its order. */
  readonly asked: { name: string; kind: Kind; answer: string | null }[] = [];

  private constructor(
    private readonly socket: Socket,
    /** As `CONSOLE_NAME_SERVERS` takes it. */
    readonly address: string,
  ) {}

  static async open(answering: Answering, port = 0): Promise<NameServer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).bind(port, '127.0.0.1', resolve);
    });
    const server = new NameServer(socket, `127.0.0.1:${(socket.address() as AddressInfo).port}`);
    socket.on('message', (message, from) => {
      const { name, type, end } = questionOf(message);
      const kind = KINDS[type];
      const time = 1 + server.asked.filter((one) => one.name === name && one.kind === kind).length;
      const answer = kind === undefined ? null : answering(name, kind, time);
      if (kind) server.asked.push({ name, kind, answer });
      socket.send(answerTo(message.subarray(0, end), type, answer), from.port, from.address);
    });
    return server;
  }

  /** What a name was answered, in the order of the questions; a question without an answer is none. */
  answered(name: string): string[] {
    return this.asked.flatMap((one) => (one.name === name && one.answer !== null ? [one.answer] : []));
  }

  close(): void {
    this.socket.close();
  }
}

function questionOf(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** The question again, and one record of no life time, or none. */
function answerTo(question: Buffer, type: number, answer: string | null): Buffer {
  const header = Buffer.from(question.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8580, 2);
  header.writeUInt16BE(answer === null ? 0 : 1, 6);
  header.fill(0, 8);
  const parts = [header, question.subarray(HEADER_BYTES)];
  if (answer === null) return Buffer.concat(parts);
  const data = Buffer.from(ipaddr.parse(answer).toByteArray());
  const record = Buffer.alloc(12);
  // The name is the one that stands behind the header.
  record.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([...parts, record, data]);
}
