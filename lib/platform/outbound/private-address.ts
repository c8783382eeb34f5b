import { BlockList, isIP } from "node:net";

const blocked = new BlockList();
// IANA special-purpose registries: this host, private, shared, loopback, link-local (cloud metadata), protocol
// assignments, documentation, benchmarking, multicast, reserved.
for (const [network, bits] of [
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
] as const) {
	blocked.addSubnet(network, bits, "ipv4");
}
const publicV6 = new BlockList();
publicV6.addSubnet("2000::", 3, "ipv6");
const blockedV6 = new BlockList();
for (const [network, bits] of [
	["2001::", 23],
	["2001:db8::", 32],
	["2002::", 16],
	["3fff::", 20],
] as const) {
	blockedV6.addSubnet(network, bits, "ipv6");
}

/** Whether an address is one that outside requests must not reach. Anything not plainly public is. */
export function isPrivateAddress(address: string): boolean {
	const family = isIP(address);
	if (family === 4) return blocked.check(address, "ipv4");
	if (family === 6) {
		const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
		if (mapped) return blocked.check(mapped, "ipv4");
		return !publicV6.check(address, "ipv6") || blockedV6.check(address, "ipv6");
	}
	return true;
}
