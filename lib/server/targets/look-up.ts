import 'server-only';
import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** All addresses of a name. Whoever calls it asks once, and connects to what it then heard. */
export type LookUp = (hostname: string) => Promise<LookupAddress[]>;

const byMachine: LookUp = (hostname) => lookup(hostname, { all: true });

let current = byMachine;

/** All addresses of a name, as this process was told to find them. Rejects with `code` where there is none. */
export const lookUpAll: LookUp = (hostname) => current(hostname);

/**
 * From now on names are asked of these servers, each written as `readNameServers` takes it, and not of the machine's own; with
 * none, of the machine's own again. For a whole process, once at its start.
 */
export function askNameServers(servers: readonly string[]): void {
  current = servers.length > 0 ? byServers(servers) : byMachine;
}

/** Neither the machine's file of hosts nor its search domains are read: one answer, whatever machine a worker is on. */
function byServers(servers: readonly string[]): LookUp {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers(servers);
  return async (hostname) => {
    const family = isIP(hostname);
    if (family !== 0) return [{ address: hostname, family }];
    // No name server may say where this machine is (RFC 6761).
    if (/^(.+\.)?localhost\.?$/i.test(hostname)) return byMachine('localhost');
    const asked = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = asked.flatMap((answer, at) =>
      answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: at === 0 ? 4 : 6 })) : [],
    );
    if (found.length > 0) return found;
    throw notFound(hostname, asked as PromiseRejectedResult[]);
  };
}

/** One word for whoever reads it, as the machine's own look-up has: a name that there is none of, or nobody to ask. */
function notFound(hostname: string, asked: readonly PromiseRejectedResult[]): Error {
  const isKnownNowhere = asked.every(({ reason }) => ['ENOTFOUND', 'ENODATA'].includes(reason?.code));
  const code = isKnownNowhere ? 'ENOTFOUND' : 'EAI_AGAIN';
  return Object.assign(new Error(`${hostname}: ${isKnownNowhere ? 'not known' : 'could not be asked for'}`), { code });
}
