import { describe, expect, it } from "vitest";
import { byShare } from "@/lib/lift/strata";

const cohort = (treated: number, holdout: number) => ({
	assigned: { treated, holdout },
	onRecord: { treated, holdout },
});

describe("byShare", () => {
	it("takes the epochs of one share as one, and leaves others apart", () => {
		const design = [
			{ epoch: 1, holdoutShare: 0.1, cohort: cohort(900, 100) },
			{ epoch: 2, holdoutShare: 0.1, cohort: null },
			{ epoch: 3, holdoutShare: 0.2, cohort: null },
			{ epoch: 4, holdoutShare: 0.1, cohort: null },
		];
		const rows = [1, 2, 3, 4].map((epoch) => ({ epoch }));
		expect(byShare(rows, design).map(({ epoch }) => epoch)).toEqual([1, 1, 3, 1]);
	});

	it("leaves a cohort too small for a holdout by itself, and rows as they are where no design is known", () => {
		const design = [
			{ epoch: 1, holdoutShare: 0.1, cohort: cohort(9, 0) },
			{ epoch: 2, holdoutShare: 0.1, cohort: null },
		];
		expect(byShare([{ epoch: 1 }, { epoch: 2 }], design)).toEqual([{ epoch: 1 }, { epoch: 2 }]);
		expect(byShare([{ epoch: 1 }], [])).toEqual([{ epoch: 1 }]);
	});
});
