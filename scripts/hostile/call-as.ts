import { type Called, call } from './actions';
import type { Browser } from './people';
import type { World } from './world';

/** An action called from a browser that is none of the demo people's. */
export function callAs(world: World, browser: Browser, name: string, input: unknown): Promise<Called<unknown>> {
  return call(browser, world.action(name), input);
}
