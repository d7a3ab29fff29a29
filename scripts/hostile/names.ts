import { NameServer } from '../test/name-server';

// Of the part of IPv6 that is given to nobody: public by its kind, and no packet to it ever arrives.
const NOWHERE = '4000::1';
const REBINDING = 'rebind.test';

/** A name that nobody has asked for yet, and that leads elsewhere from the second question on. */
export const rebindingName = (label: string): string => `${label}.${REBINDING}`;

/**
 * The name server that the product is told of. What ends in `rebind.test` is at first a place outside that is given to nobody,
 * and from the second question on this machine; it knows no other name. `told`: how a product that runs already was told of it
 * (`127.0.0.1:PORT`).
 */
export function openNames(told: string | undefined): Promise<NameServer> {
  const [, port = '0'] = /^127\.0\.0\.1:(\d+)$/.exec(told ?? '') ?? [];
  return NameServer.open((name, kind, time) => {
    if (!name.endsWith(`.${REBINDING}`)) return null;
    if (kind === 'AAAA') return time === 1 ? NOWHERE : null;
    return time === 1 ? null : '127.0.0.1';
  }, Number(port));
}
