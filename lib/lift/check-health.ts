import { leakBlocks, leakText } from "@/lib/campaigns/leak-text";
import { countText, pluralText } from "@/lib/kernel/number-text";
import { checkVariants } from "@/lib/lift/check-variants";
import type { HealthCheck } from "@/lib/lift/contracts";
import { shareText } from "@/lib/lift/figures-text";
import type { ArmCounts, OutcomeRow, ReadOutInput } from "@/lib/lift/read-out-input";
import { splitLook } from "@/lib/lift/split-look";
import { checkLost } from "@/lib/stats/check-lost";
import { checkSampleRatio, MISMATCH_BELOW, type SplitLook } from "@/lib/stats/check-sample-ratio";
import { compareMissing } from "@/lib/stats/compare-missing";

/** From this share of missing outcomes on, no group is what was assigned to it. */
const MISSING_FAILS_FROM = 0.2;

/** What must hold before the difference can be trusted, each as a state and one sentence. */
export function checkHealth(input: ReadOutInput): HealthCheck[] {
	const checks = [
		checkSplit(input),
		checkVariants(input),
		checkLeak(input),
		checkMerges(input),
		checkTimes(input),
		checkOutcomes(input),
		checkValues(input),
		checkWindows(input),
	];
	return checks.filter((check) => check !== null);
}

function total(
	input: ReadOutInput,
	arm: "treated" | "holdout",
	field: "complete" | "open" | "contaminated" | "future",
): number {
	return input.people.filter((row) => row.arm === arm).reduce((sum, row) => sum + row[field], 0);
}

function checkSplit(input: ReadOutInput): HealthCheck {
	const name = "split";
	const splits = input.design.map(({ epoch, holdoutShare, cohort }) => {
		const count = (arm: string) =>
			input.people
				.filter((row) => row.epoch === epoch && row.arm === arm)
				.reduce((sum, row) => sum + row.complete + row.open, 0);
		// Of a cohort the share it was divided by: its own, rounded down to a person.
		const share = cohort ? holdoutOf(cohort.assigned) : holdoutShare;
		return { treated: count("treated"), holdout: count("holdout"), holdoutShare: share, cohort };
	});
	if (splits.length === 0)
		return {
			name,
			state: "unknown",
			sentence: "The file does not say which share was to be held out, so the split cannot be checked.",
		};
	if (splits.every(({ holdoutShare }) => holdoutShare === 0))
		return {
			name,
			state: "failed",
			sentence: "No one is held out, so what the campaign added cannot be known.",
		};
	const look = splitLook(input);
	const lost = findLost(input, look);
	if (lost) return { name, ...lost };
	const check = checkSampleRatio(splits, look);
	if (check === null) return { name, state: "unknown", sentence: "No one is assigned yet." };
	const held = `${countText(check.holdout)} of ${pluralText(check.total, "person", "people")} ${check.holdout === 1 ? "is" : "are"} held out`;
	const isByChance = splits.some(({ treated, holdout, cohort }) => cohort === null && treated + holdout > 0);
	const isAsDivided = splits.every(
		({ treated, holdout, cohort }) =>
			cohort === null || (cohort.assigned.treated === treated && cohort.assigned.holdout === holdout),
	);
	if (!isByChance && isAsDivided)
		return { name, state: "good", sentence: `${held}, exactly as divided at launch.` };
	const figures = `${held}; ${countText(check.expectedHoldout)} ${Math.round(check.expectedHoldout) === 1 ? "was" : "were"} expected`;
	if (check.isMismatch)
		return {
			name,
			state: "failed",
			sentence: `${figures}. A gap this large is not chance: people are missing from one of the groups.`,
		};
	return { name, state: "good", sentence: `${figures}: within chance.` };
}

function holdoutOf({ treated, holdout }: ArmCounts): number {
	return treated + holdout === 0 ? 0 : holdout / (treated + holdout);
}

/** People of a cohort divided exactly who are no longer on record, or whom no one assigned: nothing may do either. */
function findLost(input: ReadOutInput, look: SplitLook): Pick<HealthCheck, "state" | "sentence"> | null {
	for (const { cohort } of input.design) {
		if (cohort === null) continue;
		const lost = checkLost(cohort, look);
		const all = cohort.assigned.treated + cohort.assigned.holdout;
		if (lost.added > 0)
			return {
				state: "failed",
				sentence: `${pluralText(lost.added, "person is", "people are")} on record as assigned at launch who ${lost.added === 1 ? "was" : "were"} not.`,
			};
		if (lost.treated + lost.holdout === 0) continue;
		const figures = `${countText(lost.treated)} treated and ${countText(lost.holdout)} held-out people of the ${countText(all)} divided at launch are no longer on record`;
		return lost.isMismatch
			? { state: "failed", sentence: `${figures}: more of one group than chance would take.` }
			: { state: "warning", sentence: `${figures}; neither group lost more of them than chance.` };
	}
	return null;
}

function checkLeak(input: ReadOutInput): HealthCheck {
	const name = "leak";
	if (input.leak === null)
		return {
			name,
			state: "unknown",
			sentence: "This campaign was not delivered from here, so leaks cannot be seen.",
		};
	const { leak } = input;
	const state = leak.reached === 0 ? "good" : leakBlocks(leak) ? "failed" : "warning";
	return { name, state, sentence: leakText(leak) };
}

function checkMerges(input: ReadOutInput): HealthCheck | null {
	const mixed = total(input, "treated", "contaminated") + total(input, "holdout", "contaminated");
	if (mixed === 0) return null;
	return {
		name: "merges",
		state: "warning",
		sentence: `${countText(mixed)} people turned out to be one person in both groups; each stays where they were put first.`,
	};
}

/** Assignments and outcomes whose times cannot be right. */
function checkTimes(input: ReadOutInput): HealthCheck | null {
	const future = total(input, "treated", "future") + total(input, "holdout", "future");
	const early = input.outcomes.reduce((all, row) => all + row.early, 0);
	const sentences = [
		future > 0
			? `${pluralText(future, "person was", "people were")} assigned at a time that has not come yet.`
			: "",
		early > 0
			? `${pluralText(early, "outcome was", "outcomes were")} recorded before the person was assigned.`
			: "",
	].filter((sentence) => sentence !== "");
	if (sentences.length === 0) return null;
	return { name: "times", state: "failed", sentence: sentences.join(" ") };
}

const NOTHING = { total: 0, missing: 0, beyond: 0, early: 0 };

function ofArm(rows: readonly OutcomeRow[], arm: string): Omit<OutcomeRow, "arm"> {
	return rows
		.filter((row) => row.arm === arm)
		.reduce(
			(all, row) => ({
				total: all.total + row.total,
				missing: all.missing + row.missing,
				beyond: all.beyond + row.beyond,
				early: all.early + row.early,
			}),
			NOTHING,
		);
}

/** Outcomes that are not there: harmless only where as many are missing from both groups. */
function checkOutcomes(input: ReadOutInput): HealthCheck | null {
	const name = "outcomes";
	const isImported = input.campaign.status === "imported";
	const property = input.campaign.valueProperty;
	if (!isImported && property === null) return null;
	const treated = ofArm(input.outcomes, "treated");
	const holdout = ofArm(input.outcomes, "holdout");
	const all = treated.total + holdout.total;
	if (all === 0) return null;
	const missing = treated.missing + holdout.missing;
	if (missing === 0)
		return {
			name,
			state: "good",
			sentence: isImported
				? "Every person has an outcome."
				: `Every goal event carries a number in ${property}.`,
		};
	const p = compareMissing(treated, holdout);
	const shares = `${shareText(treated.missing / Math.max(1, treated.total))} of the treated and ${shareText(holdout.missing / Math.max(1, holdout.total))} of the held-out ${isImported ? "people have no outcome" : `people’s goal events carry no number in ${property}`}`;
	if (p !== null && p < MISMATCH_BELOW)
		return {
			name,
			state: "failed",
			sentence: `${shares}. Outcomes are missing from one group more than from the other, so the groups cannot be compared.`,
		};
	if (isImported && missing / all >= MISSING_FAILS_FROM)
		return { name, state: "failed", sentence: `${shares}: too many to compare the others.` };
	return {
		name,
		state: "warning",
		sentence: isImported
			? `${countText(missing)} of ${countText(all)} people ${missing === 1 ? "has" : "have"} no outcome and ${missing === 1 ? "is" : "are"} left out; no group lacks more of them than chance.`
			: `${countText(missing)} of ${countText(all)} goal events ${missing === 1 ? "carries" : "carry"} no number in ${property}; ${missing === 1 ? "it counts" : "they count"} as 0.`,
	};
}

/** Numbers that no one can have spent. */
function checkValues(input: ReadOutInput): HealthCheck | null {
	const beyond = input.outcomes.reduce((all, row) => all + row.beyond, 0);
	if (beyond === 0) return null;
	return {
		name: "values",
		state: "warning",
		sentence: `${pluralText(beyond, "outcome carries", "outcomes carry")} a number beyond 1,000,000,000,000 and ${beyond === 1 ? "is" : "are"} left out.`,
	};
}

function checkWindows(input: ReadOutInput): HealthCheck | null {
	const open = total(input, "treated", "open") + total(input, "holdout", "open");
	if (open === 0) return null;
	const days = input.campaign.windowDays;
	return {
		name: "windows",
		state: "good",
		sentence: `${countText(open)} ${open === 1 ? "person is" : "people are"} within their ${days} days; they count once those are over.`,
	};
}
