/** Something about this machine or this sandbox that a person can put right; the message says what. */
export class SandboxError extends Error {
  override name = 'SandboxError';
}
