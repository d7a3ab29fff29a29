import { getGuideView } from '@/lib/server/guide/get-guide-view';
import { answer } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => answer(getGuideView);
