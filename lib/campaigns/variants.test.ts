import { describe, expect, it } from "vitest";
import { variantSizes, variantsInput } from "@/lib/campaigns/variants";
import { splitCohort } from "@/lib/holdouts/assign-arm";

const named = (...weights: number[]) => weights.map((weight, i) => ({ name: `Offer ${i + 1}`, weight }));
const problems = (input: unknown) =>
	variantsInput.safeParse(input).error?.issues.map(({ path, message }) => [path.join("."), message]) ?? [];

describe("the variants of a campaign", () => {
	it("are none, or weights that add up to 100, thirds and zero included", () => {
		for (const given of [[], named(50, 50), named(33.4, 33.3, 33.3), named(1, 99, 0), named(100, 0)])
			expect(problems(given)).toEqual([]);
	});

	it("are refused with what their weights add up to", () => {
		expect(problems(named(33.3, 33.3, 33.3))).toEqual([
			["", "The weights add up to 99.9%; they must add up to 100%."],
		]);
		expect(problems(named(60, 50))).toEqual([["", "The weights add up to 110%; they must add up to 100%."]]);
		expect(problems(named(100))).toEqual([["", "A campaign has two variants or more, or none."]]);
	});

	it("are refused by field where a weight or a name cannot be", () => {
		expect(problems(named(33.333, 66.667)).map(([path]) => path)).toEqual(["0.weight", "1.weight"]);
		expect(problems(named(-1, 101)).map(([path]) => path)).toEqual(["0.weight", "1.weight"]);
		expect(problems(named(50, 50).map((one) => ({ ...one, name: "Mail" })))).toEqual([
			["1.name", "Two variants have the same name."],
		]);
	});

	it("get as many people as the launch will give them", () => {
		const variants = [
			{ key: "a", weightBp: 3340 },
			{ key: "b", weightBp: 3330 },
			{ key: "c", weightBp: 3330 },
			{ key: "d", weightBp: 0 },
		];
		const cohort = Array.from({ length: 997 }, (_, i) => i + 1);
		const groups = [...splitCohort(cohort, { salt: "cmp", holdoutBp: 1000, variants }).values()];
		const treated = groups.filter(({ arm }) => arm === "treated");
		for (const [key, size] of variantSizes(treated.length, variants))
			expect([key, size]).toEqual([key, treated.filter(({ variant }) => variant === key).length]);
	});
});
