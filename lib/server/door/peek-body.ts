import 'server-only';
import type { IncomingMessage } from 'node:http';

/**
 * Reads a body of that length and puts it back, so that whoever comes next reads it as if nobody had. Null where the
 * sender leaves before it is there.
 */
export function peekBody(request: IncomingMessage, length: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let got = 0;
    const end = (whole: Buffer | null) => {
      request.off('readable', take).off('close', leave);
      if (whole && whole.length > 0) request.unshift(whole);
      resolve(whole);
    };
    const leave = () => end(null);
    const take = () => {
      // Never more than is there: a read that finds nothing would end the stream, and nothing can be put back then.
      while (got < length && request.readableLength > 0) {
        const part: Buffer | null = request.read(Math.min(length - got, request.readableLength));
        if (!part) break;
        parts.push(part);
        got += part.length;
      }
      if (got >= length) end(Buffer.concat(parts));
    };
    request.on('readable', take).on('close', leave);
    take();
  });
}
