import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignArm, bucketOf } from "@/lib/holdouts/assign-arm";
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
