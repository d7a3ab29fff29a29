import { createTestStore } from '@/scripts/test/store';
import { openConsole, type TestConsole } from './open-console';

export { createPerson, type People, putRunbookInForce, type TestConsole } from './open-console';

/** A console on stores of the calling test file's own. To be opened once a file, before anything reads the environment. */
export async function openTestConsole(): Promise<TestConsole> {
  return openConsole(await createTestStore(), await createTestStore());
}
