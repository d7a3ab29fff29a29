import 'server-only';

/** Longer than anything that is sent to a route. */
const MOST_BYTES = 1_024;

/** What a request carries, read no further than a few lines; undefined where it is longer, or no JSON. */
export async function readShortJson({ body }: Request): Promise<unknown> {
  if (!body) return undefined;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined;
  }
}
