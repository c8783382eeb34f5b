import { checkSampleRatio, type SplitLook } from "@/lib/stats/check-sample-ratio";

/** People of one cohort put in each arm, and those of them still on record. */
export interface CohortCount {
	assigned: { treated: number; holdout: number };
	onRecord: { treated: number; holdout: number };
}

/**
 * Whether a cohort whose split is exact by design lost more people of one arm than of the other. Such a split itself cannot
 * be tested: chance had no part in it. What is tested is the loss: under a loss that does not know the arm, the lost people
 * are a sample of the cohort, so that their split has the cohort's share. The binomial test of that share is conservative,
 * because those lost are drawn without replacement. `added`: people on record whom no one assigned.
 */
export function checkLost(
	{ assigned, onRecord }: CohortCount,
	look: SplitLook,
): { treated: number; holdout: number; added: number; p: number; isMismatch: boolean } {
	const gap = {
		treated: assigned.treated - onRecord.treated,
		holdout: assigned.holdout - onRecord.holdout,
	};
	const lost = { treated: Math.max(0, gap.treated), holdout: Math.max(0, gap.holdout) };
	const added = Math.max(0, -gap.treated) + Math.max(0, -gap.holdout);
	const people = assigned.treated + assigned.holdout;
	const check = checkSampleRatio(
		[{ ...lost, holdoutShare: people === 0 ? 0 : assigned.holdout / people }],
		look,
	);
	return { ...lost, added, p: check?.p ?? 1, isMismatch: added > 0 || (check?.isMismatch ?? false) };
}
