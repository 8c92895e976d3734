import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * The addresses that are not on the public internet: private networks, this machine, link-local addresses (cloud
 * metadata), documentation, multicast and reserved ranges.
 *
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const special = new BlockList()
for (const network of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Azure serves its machines from this address, although its range is public otherwise.
  '168.63.129.16/32',
]) {
  const [address = '', bits] = network.split('/')
  special.addSubnet(address, Number(bits), 'ipv4')
}

/**
 * The allocated IPv6 range. Source: https://www.iana.org/assignments/iana-ipv6-special-registry; only 2000::/3 is
 * allocated.
 */
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(address, bits, 'ipv6')

/** Reports whether an IP address is on the public internet. Returns false for text that is not an IP address. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  if (!isIPv6(address) || address.includes('%')) return false
  const inner = innerAddress(address)
  if (inner !== undefined) return isPublicAddress(inner)
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/** Returns the IPv4 address in an IPv6 address: `::ffff:10.0.0.1`, or 64:ff9b::/96 of NAT64 (RFC 6052). */
function innerAddress(address: string): string | undefined {
  // A URL normalizes all notations of an address to one form.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const match = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(plain)
  if (!match) return undefined
  const [high, low] = [Number.parseInt(match[1] ?? '0', 16), Number.parseInt(match[2] ?? '0', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
