import { describe, expect, it } from "vitest";
import { checkSampleRatio } from "@/lib/stats/check-sample-ratio";
import { seededRandom } from "@/lib/stats/seeded-random.fixture";

describe("checkSampleRatio", () => {
	it("is at ease with the split that was designed", () => {
		const check = checkSampleRatio([{ treated: 9000, holdout: 1000, holdoutShare: 0.1 }]);
		expect(check?.isMismatch).toBe(false);
		expect(check?.p).toBe(1);
		expect(check?.expectedHoldout).toBe(1000);
	});

	it("sees a split that cannot be chance", () => {
		expect(checkSampleRatio([{ treated: 9300, holdout: 700, holdoutShare: 0.1 }])?.isMismatch).toBe(true);
	});

	it("reports nothing when no one is to be held out", () => {
		expect(checkSampleRatio([{ treated: 9300, holdout: 0, holdoutShare: 0 }])).toBeNull();
	});

	it("agrees with the beta function of reference software", () => {
		// scipy: exp(-(betaln(1000+1080, 9000+8920) - betaln(1000, 9000) - 1080*log(.1) - 8920*log(.9)))
		expect(checkSampleRatio([{ treated: 8920, holdout: 1080, holdoutShare: 0.1 }])?.p).toBeCloseTo(
			0.2482982548853,
			10,
		);
	});

	it("raises a false alarm in at most 1 of 1 000 healthy campaigns although checked every 100 people", () => {
		const random = seededRandom(11);
		let alarms = 0;
		for (let run = 0; run < 1000; run++) {
			const split = { treated: 0, holdout: 0, holdoutShare: 0.1 };
			for (let look = 0; look < 50; look++) {
				for (let i = 0; i < 100; i++) random() < 0.1 ? split.holdout++ : split.treated++;
				if (checkSampleRatio([split])?.isMismatch) {
					alarms++;
					break;
				}
			}
		}
		// One-sided 99.9 % bound of a binomial with 1 000 runs and rate 0.001.
		expect(alarms).toBeLessThanOrEqual(5);
	});
});
