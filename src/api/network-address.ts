import { isIPv6 } from 'node:net';

/**
 * Whom an address of the network stands for, where tries are counted. Of IPv6 the first 64 bits: a single customer has all
 * of the rest, and could take another address for every try. IPv4 written as IPv6 is taken for IPv4.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return 'unknown'; // the caller has gone already
  const plain = address.replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(plain)) return plain;
  const [front = '', back = ''] = plain.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const left = groups(front);
  const right = plain.includes('::') ? groups(back) : [];
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const network = [...left, ...zeros, ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
