import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };
type Chosen = { origin?: string; isVerified?: boolean; counter?: number };

/** A device that keeps one passkey and signs with it, as a browser would hand its answers on. */
export function makeAuthenticator(rpID: string, home: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  let signed = 0;

  const client = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  function data(flags: number, counter: number, more: Uint8Array = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([createHash('sha256').update(rpID).digest(), Buffer.from([flags]), count, more]);
  }

  function credential(): Buffer {
    const { x, y } = publicKey.export({ format: 'jwk' });
    const coordinate = (text = '') => new Uint8Array(Buffer.from(text, 'base64url'));
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, coordinate(x)],
      [-3, coordinate(y)],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    return Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(cose as never)]);
  }

  const shell = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' as const };
  return {
    register(challenge: string, { origin = home, isVerified = true }: Chosen = {}) {
      const flags = FLAGS.present | FLAGS.attested | (isVerified ? FLAGS.verified : 0);
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(data(flags, 0, credential()))],
      ]);
      const response = {
        clientDataJSON: client('webauthn.create', challenge, origin).toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
        transports: ['internal'],
      };
      return { ...shell, clientExtensionResults: {}, response };
    },
    sign(challenge: string, { origin = home, isVerified = true, counter }: Chosen = {}) {
      signed = counter ?? signed + 1;
      const authenticatorData = data(FLAGS.present | (isVerified ? FLAGS.verified : 0), signed);
      const clientData = client('webauthn.get', challenge, origin);
      const toSign = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
      const response = {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: createSign('sha256').update(toSign).sign(privateKey).toString('base64url'),
      };
      return { ...shell, clientExtensionResults: {}, response };
    },
  };
}
