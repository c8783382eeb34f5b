import { ruleLimits } from "@/lib/rules/rule-limits";

const many = (count: number) => count.toLocaleString("en-US");

/** The limits of a rule in plain words, as the API's description says them. */
export const limitsText = [
	`At most ${ruleLimits.leaves} conditions in groups of up to ${ruleLimits.depth} levels`,
	`${ruleLimits.leaves} filters and ${many(ruleLimits.values)} values in a condition, ${many(ruleLimits.text)} characters in a value`,
	`${ruleLimits.bytes / 1000} KB of names and values in all`,
	`${many(ruleLimits.tests)} tests (ten for each condition and each filter on a date, one for each other filter, step and event, one more for every hundred ranges of a pattern and every hundred kilometers of a radius)`,
	`and ${many(ruleLimits.pattern)} ranges of characters in a pattern with its repetitions written out (\\p{L} has about 680).`,
].join("; ");
