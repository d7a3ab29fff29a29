import { getWaiting } from '@/lib/server/push/count-waiting';
import { answer } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => answer(getWaiting);
