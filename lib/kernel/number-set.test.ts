import fc from "fast-check";
import { expect, it } from "vitest";
import { NumberSet } from "@/lib/kernel/number-set";

it("has what was added and nothing else", () => {
	fc.assert(
		fc.property(fc.array(fc.nat(100_000)), fc.array(fc.nat(100_000)), (added, others) => {
			const bits = new NumberSet();
			const set = new Set(added);
			for (const value of added) bits.add(value);
			for (const value of [...added, ...others]) expect(bits.has(value)).toBe(set.has(value));
		}),
	);
});

it("has room for numbers far apart", () => {
	const bits = new NumberSet();
	bits.add(20_000_000);
	expect([bits.has(20_000_000), bits.has(19_999_999), bits.has(20_000_001), bits.has(0)]).toEqual([
		true,
		false,
		false,
		false,
	]);
});
