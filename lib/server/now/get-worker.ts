import 'server-only';
import type { Me, WorkerView } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { getWorkerView } from '../check-store';

/** Whether any worker shows signs of life, for whoever waits for what only a worker does. */
export async function getWorker(me: Me): Promise<WorkerView> {
  await authorise(me, 'console.read');
  return getWorkerView();
}
