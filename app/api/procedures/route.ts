import { answer } from '@/lib/server/route';
import { listProcedureNames } from '@/lib/server/runbooks/list-procedures';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => answer(listProcedureNames);
