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
