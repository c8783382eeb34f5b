import { describe, expect, it } from "vitest";
import { checkLost } from "@/lib/stats/check-lost";
import type { SplitLook } from "@/lib/stats/check-sample-ratio";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

const final: SplitLook = { kind: "final" };
const running: SplitLook = { kind: "running", plannedPeople: 5000 };
const cohort = (treated: number, holdout: number, lost: { treated: number; holdout: number }) => ({
	assigned: { treated, holdout },
	onRecord: { treated: treated - lost.treated, holdout: holdout - lost.holdout },
});

describe("checkLost", () => {
	it.each([final, running])("has nothing to find in a cohort that is whole (%j)", (look) => {
		expect(checkLost(cohort(8550, 950, { treated: 0, holdout: 0 }), look)).toEqual({
			treated: 0,
			holdout: 0,
			added: 0,
			p: 1,
			isMismatch: false,
		});
		expect(checkLost(cohort(0, 0, { treated: 0, holdout: 0 }), look).isMismatch).toBe(false);
	});

	it.each([final, running])(
		"is at ease with a loss from both arms alike, and not with one from one arm (%j)",
		(look) => {
			expect(checkLost(cohort(4500, 500, { treated: 90, holdout: 10 }), look).isMismatch).toBe(false);
			// A fifth of the treated.
			expect(checkLost(cohort(4500, 500, { treated: 900, holdout: 0 }), look).isMismatch).toBe(true);
			expect(checkLost(cohort(4500, 500, { treated: 0, holdout: 20 }), look).isMismatch).toBe(true);
			expect(checkLost(cohort(4500, 500, { treated: -1, holdout: 0 }), look)).toMatchObject({
				added: 1,
				isMismatch: true,
			});
		},
	);

	it("raises no more false alarms than it may where people are lost without regard to their arm", () => {
		const random = seededRandom(21);
		const runs = 2000;
		let alarms = 0;
		for (let run = 0; run < runs; run++) {
			const lost = { treated: 0, holdout: 0 };
			for (let i = 0; i < 1000; i++) if (random() < 0.3) i < 100 ? lost.holdout++ : lost.treated++;
			if (checkLost(cohort(900, 100, lost), final).isMismatch) alarms++;
		}
		// One-sided 99.9 % bound of a binomial with 2 000 runs and rate 0.001.
		expect(alarms).toBeLessThanOrEqual(7);
	});
});
