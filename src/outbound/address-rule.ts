import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns';
import ipaddr from 'ipaddr.js';

/**
 * Which addresses may be called that others have set: an agent's webhook is a tenant's to choose, and must not reach what
 * only the inside of our network reaches (databases, the cloud's metadata). Public addresses may be called; others only
 * where the operator allows them, by host name or by range.
 */
export interface AddressRule {
  /** Whether a host, as a URL names it, may be called whatever it resolves to. */
  allowsHost(host: string): boolean;
  /** Whether an IP address may be called. */
  allowsAddress(address: string): boolean;
}

/**
 * @param allowed AGENT_WEBHOOK_ALLOW: host names (`agent.internal`) and ranges (`10.20.0.0/16`, `::1/128`) that may be called
 * though they are not public
 * @throws Error naming what is neither
 */
export function createAddressRule(allowed: readonly string[]): AddressRule {
  const hosts = new Set<string>();
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  for (const each of allowed) {
    if (ipaddr.isValidCIDR(each)) ranges.push(ipaddr.parseCIDR(each));
    else if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(each) && !ipaddr.isValid(each)) hosts.add(each.toLowerCase());
    else throw new Error(`AGENT_WEBHOOK_ALLOW: "${each}" is neither a host name nor a range such as 10.20.0.0/16`);
  }
  return {
    allowsHost: (host) => hosts.has(host.toLowerCase()),
    allowsAddress: (address) => {
      if (!ipaddr.isValid(address)) return false;
      // An IPv4 address that is written as an IPv6 one is what it is.
      const ip = ipaddr.process(address);
      if (ip.range() === 'unicast') return true;
      return ranges.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network, bits));
    },
  };
}

/** Said when a host may not be called; `code` is what a failed request tells. */
export class AddressRefused extends Error {
  override name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';
  constructor() {
    super('this address may not be called');
  }
}

/** An IP address that a URL holds itself; null for a name. */
export function literalAddress(url: string): string | null {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(host) ? host : null;
}

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves a name for a connection and refuses it when any of its addresses is refused. It is asked for each connection, and
 * the connection goes to the very address that was checked: a name cannot point elsewhere a moment later.
 */
export function createCheckedLookup(rule: AddressRule) {
  return (host: string, options: LookupOptions, answer: Answer): void => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return answer(error, []);
      if (!rule.allowsHost(host) && !addresses.every(({ address }) => rule.allowsAddress(address))) {
        return answer(new AddressRefused(), []);
      }
      if (options.all) return answer(null, addresses);
      const [first] = addresses;
      return answer(null, first!.address, first!.family);
    });
  };
}
