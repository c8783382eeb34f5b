import { describe, expect, it } from "vitest";
import { checkSampleRatio, type SplitLook } from "@/lib/stats/check-sample-ratio";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

const running: SplitLook = { kind: "running", plannedPeople: 10_000 };
const tenth = (treated: number, holdout: number) => ({ treated, holdout, holdoutShare: 0.1 });

describe("checkSampleRatio", () => {
	it.each([{ kind: "final" }, running] as const)(
		"is at ease with the split that was designed (%j)",
		(look) => {
			const check = checkSampleRatio([tenth(9000, 1000)], look);
			expect(check?.isMismatch).toBe(false);
			expect(check?.p).toBeCloseTo(1, 9);
			expect(check?.expectedHoldout).toBe(1000);
		},
	);

	it.each([{ kind: "final" }, running] as const)("sees a split that cannot be chance (%j)", (look) => {
		expect(checkSampleRatio([tenth(9300, 700)], look)?.isMismatch).toBe(true);
		expect(checkSampleRatio([tenth(0, 50)], look)?.isMismatch).toBe(true);
		expect(checkSampleRatio([tenth(300, 100)], look)?.isMismatch).toBe(true);
		expect(checkSampleRatio([tenth(9_000_000, 900_000)], look)?.isMismatch).toBe(true);
	});

	it("sees it in one epoch of several", () => {
		const epochs = [tenth(9000, 1000), { treated: 500, holdout: 800, holdoutShare: 0.5 }];
		expect(checkSampleRatio(epochs)?.isMismatch).toBe(true);
		expect(checkSampleRatio(epochs, running)?.isMismatch).toBe(true);
	});

	it("reports nothing when no one is to be held out, or no one is assigned", () => {
		expect(checkSampleRatio([{ treated: 9300, holdout: 0, holdoutShare: 0 }])).toBeNull();
		expect(checkSampleRatio([tenth(0, 0)])).toBeNull();
	});

	// scipy.stats.binomtest(holdout, n, 0.1).pvalue
	it.each([
		[8920, 1080, 0.00844353115535475],
		[9060, 940, 0.045489653201080504],
		[300, 100, 6.7489719904487994e-18],
		[0, 50, 1e-50],
	])("has the exact p value of %i to %i for a finished campaign", (treated, holdout, p) => {
		expect((checkSampleRatio([tenth(treated, holdout)])?.p ?? 0) / p).toBeCloseTo(1, 6);
	});

	// scipy.special.betaln, mixed 0.8, 0.1 and 0.1 with priors of planned, 200 and 20 × planned people over 17.4.
	it.each([
		[8920, 1080, 10_000, 0.188436116082229],
		[8850, 1150, 10_000, 6.444091700787168e-5],
		[0, 50, 500, 9.214059082574289e-39],
	])("has the always-valid p value of %i to %i while running", (treated, holdout, plannedPeople, p) => {
		const check = checkSampleRatio([tenth(treated, holdout)], { kind: "running", plannedPeople });
		expect((check?.p ?? 0) / p).toBeCloseTo(1, 9);
	});

	it("raises a false alarm in at most 1 of 1 000 healthy campaigns although checked every 100 people", () => {
		const random = seededRandom(11);
		let alarms = 0;
		for (let run = 0; run < 1000; run++) {
			const split = tenth(0, 0);
			for (let look = 0; look < 50; look++) {
				for (let i = 0; i < 100; i++) random() < 0.1 ? split.holdout++ : split.treated++;
				if (checkSampleRatio([split], { kind: "running", plannedPeople: 5000 })?.isMismatch) {
					alarms++;
					break;
				}
			}
		}
		// One-sided 99.9 % bound of a binomial with 1 000 runs and rate 0.001.
		expect(alarms).toBeLessThanOrEqual(5);
	});

	it("sees within 5 000 people that a fifth of the treated are missing, in most campaigns while they run", () => {
		const random = seededRandom(12);
		const runs = 300;
		let seen = 0;
		for (let run = 0; run < runs; run++) {
			const split = tenth(0, 0);
			for (let i = 0; i < 5000; i++) {
				if (random() < 0.1) split.holdout++;
				else if (random() >= 0.2) split.treated++;
				const isLook = i % 100 === 99;
				if (isLook && checkSampleRatio([split], { kind: "running", plannedPeople: 5000 })?.isMismatch) {
					seen++;
					break;
				}
			}
		}
		expect(seen / runs).toBeGreaterThan(0.6);
	});
});
