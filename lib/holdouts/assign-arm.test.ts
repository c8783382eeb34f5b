import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignArm, assignVariant, bucketOf, splitCohort } from "@/lib/holdouts/assign-arm";
import cohorts from "@/lib/holdouts/cohort-vectors.json";
import vectors from "@/lib/holdouts/vectors.json";

describe("assignArm", () => {
	it("puts every person of the frozen vectors in the bucket they always had", () => {
		expect(vectors.length).toBeGreaterThan(100);
		for (const { salt, uid, bucket } of vectors) expect(bucketOf(salt, uid)).toBe(bucket);
	});

	it("never moves a person out of the holdout when the share is raised", () => {
		fc.assert(
			fc.property(fc.string(), fc.nat(), fc.nat(10_000), fc.nat(10_000), (salt, uid, a, b) => {
				const [low, high] = a < b ? [a, b] : [b, a];
				return assignArm(salt, uid, low) !== "holdout" || assignArm(salt, uid, high) === "holdout";
			}),
		);
	});

	it("holds out no one at 0 and everyone at 100 %", () => {
		for (let uid = 1; uid < 2000; uid++) {
			expect(assignArm("cmp", uid, 0)).toBe("treated");
			expect(assignArm("cmp", uid, 10_000)).toBe("holdout");
		}
	});

	it("holds out the requested share, independently between campaigns", () => {
		const people = 100_000;
		let first = 0;
		let both = 0;
		for (let uid = 1; uid <= people; uid++) {
			const inFirst = assignArm("spring", uid, 1000) === "holdout";
			if (inFirst) first++;
			if (inFirst && assignArm("summer", uid, 1000) === "holdout") both++;
		}
		// Four standard deviations of a binomial either side.
		expect(Math.abs(first - 10_000)).toBeLessThan(4 * Math.sqrt(people * 0.09));
		expect(Math.abs(both - 1000)).toBeLessThan(4 * Math.sqrt(people * 0.0099));
	});
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const halves = [
	{ key: "a", weightBp: 5000 },
	{ key: "b", weightBp: 5000 },
];
/** People of each of these groups, by name. */
const sizes = (groups: readonly (string | null)[]) => {
	const counts: Record<string, number> = {};
	for (const group of groups) counts[group ?? "none"] = (counts[group ?? "none"] ?? 0) + 1;
	return counts;
};

describe("splitCohort", () => {
	it("divides the frozen cohorts as it always did, in whatever order people come", () => {
		for (const { salt, holdoutBp, cohort, holdout, variants } of cohorts)
			for (const people of [cohort, cohort.toReversed()]) {
				const split = splitCohort(people, { salt, holdoutBp, variants });
				const of = (arm: string, variant: string | null) =>
					cohort.filter((uid) => split.get(uid)?.arm === arm && split.get(uid)?.variant === variant);
				expect(of("holdout", null).sort((a, b) => a - b)).toEqual(holdout);
				for (const { key, people: theirs } of variants) expect(of("treated", key)).toEqual(theirs);
				if (variants.length === 0) expect(of("treated", null)).toHaveLength(cohort.length - holdout.length);
			}
	});

	it("holds out the share rounded down and gives variants their weights to the person, whatever the cohort", () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.nat(), { maxLength: 200 }),
				fc.string(),
				fc.integer({ min: 0, max: 5000 }),
				fc.integer({ min: 0, max: 10_000 }),
				(cohort, salt, holdoutBp, weightBp) => {
					const variants = [
						{ key: "a", weightBp },
						{ key: "b", weightBp: 10_000 - weightBp },
					];
					const groups = [...splitCohort(cohort, { salt, holdoutBp, variants }).values()];
					const held = groups.filter(({ arm }) => arm === "holdout");
					expect(groups).toHaveLength(cohort.length);
					expect(held).toHaveLength(Math.floor((cohort.length * holdoutBp) / 10_000));
					const a = groups.filter(({ variant }) => variant === "a").length;
					expect(a).toBe(Math.floor(((cohort.length - held.length) * weightBp) / 10_000));
				},
			),
		);
	});

	it("spreads variants evenly over the treated, and independently from campaign to campaign", () => {
		const people = range(1, 10_000);
		const one = splitCohort(people, { salt: "spring", holdoutBp: 1000, variants: halves });
		const two = splitCohort(people, { salt: "summer", holdoutBp: 1000, variants: halves });
		expect(sizes([...one.values()].map(({ variant }) => variant))).toEqual({ none: 1000, a: 4500, b: 4500 });
		// Of those in A of one campaign, half of the treated of the other are in its A: four standard deviations.
		const both = people.filter((uid) => one.get(uid)?.variant === "a" && two.get(uid)?.arm === "treated");
		const again = both.filter((uid) => two.get(uid)?.variant === "a");
		expect(Math.abs(again.length - both.length / 2)).toBeLessThan(4 * Math.sqrt(both.length / 4));
	});
});

describe("assignVariant", () => {
	const treated = (salt: string) =>
		range(1, 10_000).filter((uid) => assignArm(salt, uid, 1000) === "treated");
	const counts = (salt: string, variants: { key: string; weightBp: number }[]) =>
		sizes(treated(salt).map((uid) => assignVariant(salt, uid, variants)));
	/** The sum of squared deviations over what was expected. */
	const deviation = (found: Record<string, number>, variants: { key: string; weightBp: number }[]) => {
		const all = Object.values(found).reduce((sum, count) => sum + count, 0);
		return variants.reduce((sum, { key, weightBp }) => {
			const expected = (all * weightBp) / 10_000;
			return sum + ((found[key] ?? 0) - expected) ** 2 / expected;
		}, 0);
	};

	it("spreads the treated by weight, with a hash that does not know who was held out", () => {
		// 10.83 and 13.82: chance exceeds them once in a thousand, with one and two degrees of freedom. With the holdout's
		// hash, halves would be 4 000 to 5 000: 111.
		expect(deviation(counts("spring", halves), halves)).toBeLessThan(10.83);
		const thirds = [3340, 3330, 3330].map((weightBp, i) => ({ key: `v${i}`, weightBp }));
		expect(deviation(counts("summer", thirds), thirds)).toBeLessThan(13.82);
	});

	it("gives no one a variant of weight 0, everyone one of 100 %, and a hundredth one of 1 %", () => {
		const uneven = [
			{ key: "a", weightBp: 100 },
			{ key: "b", weightBp: 9900 },
			{ key: "c", weightBp: 0 },
		];
		const found = counts("autumn", uneven);
		expect(found.c).toBeUndefined();
		expect(found.none).toBeUndefined();
		expect(deviation(found, uneven.slice(0, 2))).toBeLessThan(10.83);
		const all = treated("autumn").length;
		expect(
			counts("autumn", [
				{ key: "a", weightBp: 10_000 },
				{ key: "b", weightBp: 0 },
			]),
		).toEqual({ a: all });
		expect(assignVariant("autumn", 1, [])).toBeNull();
	});
});
