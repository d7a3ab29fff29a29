import { getNowView } from '@/lib/server/now/get-now-view';
import { answer } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => answer(getNowView);
