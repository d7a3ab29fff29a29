import 'server-only';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text from outside can be an id at all; the store refuses anything else with an error of its own. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
