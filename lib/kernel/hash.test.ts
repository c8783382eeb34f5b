import { describe, expect, it } from "vitest";
import { murmurHash3_32 } from "@/lib/kernel/hash";

describe("murmurHash3_32", () => {
	// Published vectors of MurmurHash3_x86_32, read with seed 0 unless one is named.
	it.each([
		["", 0, 0],
		["", 1, 0x514e28b7],
		["", 0xffffffff, 0x81f16f39],
		["a", 0x9747b28c, 0x7fa09ea6],
		["aa", 0x9747b28c, 0x5d211726],
		["aaa", 0x9747b28c, 0x283e0130],
		["aaaa", 0x9747b28c, 0x5a97808a],
		["Hello, world!", 0x9747b28c, 0x24884cba],
		["ππππππππ", 0x9747b28c, 0xd58063c1],
		["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
		["hello", 0, 613153351],
	])("of %j with seed %i is %i", (text, seed, hash) => {
		expect(murmurHash3_32(text, seed)).toBe(hash);
	});
});
