import { lookSchema } from '@/lib/contracts/look';
import { lookAt } from '@/lib/server/incidents/look-at';
import { take } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const POST = (request: Request): Promise<Response> => take(request, lookSchema, lookAt);
