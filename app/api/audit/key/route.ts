import { getPublicKeyPem } from '@/lib/server/audit/get-public-key';
import { answer } from '@/lib/server/route';

/** The key that exports are checked with. */
export async function GET(): Promise<Response> {
  return answer(async (me) => {
    const pem = await getPublicKeyPem(me);
    if (!pem) return null;
    const headers = {
      'content-type': 'application/x-pem-file',
      'content-disposition': 'attachment; filename="rollback-console-audit-key.pem"',
      'cache-control': 'no-store',
    };
    return new Response(pem, { headers });
  }, 'key: the first export makes it');
}
