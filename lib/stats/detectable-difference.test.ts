import { describe, expect, it } from "vitest";
import { compareShares } from "@/lib/stats/compare-shares";
import { detectableDifference } from "@/lib/stats/detectable-difference";
import { shareSample } from "@/lib/stats/sample";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

describe("detectableDifference", () => {
	// People per group for 80 % power at 5 %, as tables of sample sizes have them (Fleiss, Levin & Paik, ch. 4).
	it.each([
		[0.1, 0.2, 199],
		[0.2, 0.3, 293],
		[0.05, 0.1, 435],
	])("from %d sees %d with the published number of people in each group", (share, raised, n) => {
		const found = detectableDifference({ treated: n, holdout: n, share }, "fixed");
		expect(share + (found ?? 0)).toBeCloseTo(raised, 2);
	});

	// The same with (1.6449 + 0.8416)² = 6.1826 in place of 7.8489.
	it.each([
		[0.5, 6047],
		[0.1, 15_724],
		[0.05, 29_540],
	])("at 90 % confidence %d held out sees 2 points with %i people in all", (held, people) => {
		const at = (n: number) =>
			detectableDifference({ treated: n * (1 - held), holdout: n * held, share: 0.1 }, "fixed", 0.1) ?? 1;
		expect(at(people + 1)).toBeLessThanOrEqual(0.02);
		expect(at(people - 1)).toBeGreaterThan(0.02);
	});

	// 7.8489 · (p₁q₁/(1 − h) + p₀q₀/h) / 0.02² people in all, with 10 % before, 12 % after and the share h held out.
	it.each([
		[0.5, 7676],
		[0.1, 19_962],
		[0.05, 37_501],
	])(
		"with %d held out sees 2 points with %i people in all, by the same test as the verdict",
		(held, people) => {
			const at = (n: number) =>
				detectableDifference({ treated: n * (1 - held), holdout: n * held, share: 0.1 }, "fixed") ?? 1;
			// The published numbers are rounded to whole people.
			expect(at(people + 1)).toBeLessThanOrEqual(0.02);
			expect(at(people - 1)).toBeGreaterThan(0.02);
		},
	);

	it("knows that an unequal split needs more: 20 000 people show 2.00 points at a tenth, 1.22 at half", () => {
		const at = (holdout: number) =>
			100 * (detectableDifference({ treated: 20_000 - holdout, holdout, share: 0.1 }, "fixed") ?? 1);
		expect(at(2000)).toBeCloseTo(2.0, 2);
		expect(at(10_000)).toBeCloseTo(1.22, 2);
	});

	it.each([
		[0.1, 19_962, 0.8],
		// Enough for halves, not for a tenth held out.
		[0.1, 7676, 0.42],
	])(
		"planned with %d held out of %i people, the verdict's interval sees it in %d of campaigns",
		(held, people, power) => {
			const random = seededRandom(29);
			const draw = (n: number, share: number) => {
				let did = 0;
				for (let i = 0; i < n; i++) if (random() < share) did++;
				return shareSample(n, did);
			};
			const holdout = Math.round(people * held);
			let seen = 0;
			const runs = 1500;
			for (let run = 0; run < runs; run++) {
				const arms = { treated: draw(people - holdout, 0.12), holdout: draw(holdout, 0.1) };
				if (compareShares([{ ...arms, weight: 1 }]).difference.low > 0) seen++;
			}
			// Three standard errors of so many runs.
			expect(Math.abs(seen / runs - power)).toBeLessThan(3 * Math.sqrt((power * (1 - power)) / runs));
		},
	);

	it("shows in four of five simulated campaigns", () => {
		const arms = { treated: 4000, holdout: 500, share: 0.1 };
		const difference = detectableDifference(arms, "fixed") ?? 0;
		const random = seededRandom(13);
		const draw = (n: number, share: number) => {
			let did = 0;
			for (let i = 0; i < n; i++) if (random() < share) did++;
			return shareSample(n, did);
		};
		let seen = 0;
		for (let run = 0; run < 600; run++) {
			const treated = draw(arms.treated, arms.share + difference);
			const holdout = draw(arms.holdout, arms.share);
			if (compareShares([{ treated, holdout, weight: 1 }]).difference.low > 0) seen++;
		}
		expect(seen / 600).toBeGreaterThan(0.75);
		expect(seen / 600).toBeLessThan(0.86);
	});

	it("needs more where the interval may be read at any hour, and less where more are held out", () => {
		const at = (holdout: number, interval: "fixed" | "always_valid") =>
			detectableDifference({ treated: 1000 - holdout, holdout, share: 0.1 }, interval) ?? 1;
		expect(at(100, "always_valid")).toBeGreaterThan(at(100, "fixed"));
		expect(at(200, "fixed")).toBeLessThan(at(100, "fixed"));
	});

	it("is unknown with no one to compare, and where not even everyone would show", () => {
		expect(detectableDifference({ treated: 100, holdout: 1, share: 0.1 }, "fixed")).toBeNull();
		expect(detectableDifference({ treated: 100, holdout: 3, share: 0.6 }, "always_valid")).toBeNull();
		expect(detectableDifference({ treated: 100, holdout: 50, share: 1 }, "fixed")).toBeNull();
	});
});
