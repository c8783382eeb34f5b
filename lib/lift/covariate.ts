/**
 * What people differed in before they were assigned: the same metric in the days before, or a numeric trait as it was at
 * assignment. Both are fixed before the treatment, so that adjusting by them moves no effect.
 */
export type Covariate = { kind: "before" } | { kind: "trait"; trait: string };

/** Days before the assignment in which the same metric is read. */
export const COVARIATE_DAYS = 28;

/** In words for the screen, after "Adjusted for". */
export function covariateText(covariate: Covariate): string {
	return covariate.kind === "before"
		? `the same metric in the ${COVARIATE_DAYS} days before assignment`
		: `${covariate.trait} at assignment`;
}
