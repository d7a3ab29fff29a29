import { createPublicKey, verify } from 'node:crypto';

export const FORMAT = 'rollback-console-audit/1';

/** What is signed: the form of the file and the SHA-256 of every byte before the line with the signature. */
export const signedText = (sha256) => Buffer.from(`${FORMAT}\n${sha256}\n`, 'utf8');

/** Reads an Ed25519 public key: PEM, or the base64 of its DER form. Undefined where it is none. */
export function readPublicKey(text) {
  try {
    const key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

const derOf = (key) => key.export({ format: 'der', type: 'spki' }).toString('base64');

/** Why the signature does not hold, as a sentence; undefined where it does. `wanted` is the key that it must be of. */
export function whyNotSigned({ line, sha256, brought, wanted }) {
  if (!line) return 'the signature is missing: the end of the file was cut off';
  const key = wanted ?? brought;
  if (!key) return 'the file brings no public key that can be read';
  if (wanted && (!brought || derOf(brought) !== derOf(wanted)))
    return 'it was signed with another key than the one you gave';
  if (line.sha256 !== sha256) return 'the file was changed after it was signed';
  const isGood = verify(null, signedText(sha256), key, Buffer.from(String(line.signature), 'base64'));
  return isGood ? undefined : 'the signature is not of this key';
}
