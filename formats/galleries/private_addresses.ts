/**
 * Addresses that a server must not ask on behalf of strangers: those of its own network.
 * @module
 */
import { BlockList, isIP } from "node:net";

/** IANA special-purpose registries of IPv4 and IPv6 addresses: all that is not globally reachable. */
const BLOCKED = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  BLOCKED.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  BLOCKED.addSubnet(net, bits, "ipv6");

/**
 * Whether an IP address is private, local or reserved. IPv4 addresses inside IPv6 ones count as what they are.
 *
 * @example
 * ```ts
 * import { isPrivateAddress } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * assert.ok(isPrivateAddress("127.0.0.1") && isPrivateAddress("::ffff:10.0.0.1"));
 * assert.ok(!isPrivateAddress("93.184.216.34"));
 * ```
 */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return true;
  return BLOCKED.check(address, version === 4 ? "ipv4" : "ipv6");
}
