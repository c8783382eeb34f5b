import type { Known, LiftRange, LiftReadOut, MetricReadOut } from "@/lib/lift/contracts";

/** Difference × the treated people it speaks of, with its interval. */
export function incrementOf(metric: MetricReadOut | undefined, absent: string): Known<LiftRange> {
	if (!metric) return { known: false, reason: absent };
	if (!metric.difference.known) return metric.difference;
	const { value, low, high } = metric.difference.figure;
	const people = metric.treated.people;
	return known({ value: value * people, low: low * people, high: high * people });
}

export interface MoneyInput {
	costCents: number | null;
	/**
	 * Share of the treated of whom the difference speaks: whose window is complete, and beside whom someone was
	 * held out. The same share of the cost is compared with their outcomes.
	 */
	comparedShare: number;
	conversion: MetricReadOut | undefined;
	value: MetricReadOut | undefined;
	incrementalConversions: Known<LiftRange>;
	incrementalValue: Known<LiftRange>;
}

const NO_COST = "No cost is set for this campaign.";
const NO_VALUE = "No value is measured for this campaign.";
const NO_CONVERSION = "No conversion is measured for this campaign.";
/** Credits may outweigh what was billed. */
const NO_DIVISOR = "The campaign cost nothing, so there is nothing to divide by.";
const NO_ONE = "No one's conversion window is complete yet.";

/** Cost of the people who are compared, in whole currency units; null without a cost or without people. */
export function costSoFar(costCents: number | null, comparedShare: number): number | null {
	return costCents === null || comparedShare === 0 ? null : (costCents / 100) * comparedShare;
}

/** The money of a read-out: what an increment cost and returned, and what attribution would claim. */
export function readMoney(input: MoneyInput): LiftReadOut["money"] {
	const { conversion, value } = input;
	const cost = costSoFar(input.costCents, input.comparedShare);
	const whyNoCost = input.costCents === null ? NO_COST : NO_ONE;
	return {
		costPerIncrementalConversion: costPerConversion(cost, whyNoCost, input.incrementalConversions),
		incrementalReturn: returnOf(cost, whyNoCost, input.incrementalValue),
		attributedConversions: treatedSum(conversion, NO_CONVERSION),
		attributedValue: treatedSum(value, NO_VALUE),
		attributedReturn: attributedReturn(cost, whyNoCost, value),
		valuePerRecipient: valuePerRecipient(value),
	};
}

function costPerConversion(
	cost: number | null,
	whyNoCost: string,
	increment: Known<LiftRange>,
): Known<LiftRange> {
	if (cost === null) return { known: false, reason: whyNoCost };
	if (cost < 0) return { known: false, reason: NO_DIVISOR };
	if (!increment.known) return increment;
	const { value, low, high } = increment.figure;
	// With a lower end at or below zero the cost per incremental conversion has no upper bound.
	if (low <= 0)
		return { known: false, reason: "The campaign may have added none, so the cost of one has no upper end." };
	return known({ value: cost / value, low: cost / high, high: cost / low });
}

function returnOf(cost: number | null, whyNoCost: string, increment: Known<LiftRange>): Known<LiftRange> {
	if (cost === null) return { known: false, reason: whyNoCost };
	if (cost <= 0) return { known: false, reason: NO_DIVISOR };
	if (!increment.known) return increment;
	const { value, low, high } = increment.figure;
	return known({ value: value / cost, low: low / cost, high: high / cost });
}

function treatedSum(metric: MetricReadOut | undefined, absent: string): Known<number> {
	if (!metric) return { known: false, reason: absent };
	return metric.treated.people === 0 ? { known: false, reason: NO_ONE } : known(metric.treated.sum);
}

function attributedReturn(
	cost: number | null,
	whyNoCost: string,
	value: MetricReadOut | undefined,
): Known<number> {
	if (!value) return { known: false, reason: NO_VALUE };
	if (cost === null) return { known: false, reason: whyNoCost };
	if (cost <= 0) return { known: false, reason: NO_DIVISOR };
	return known(value.treated.sum / cost);
}

function valuePerRecipient(value: MetricReadOut | undefined): Known<number> {
	if (!value) return { known: false, reason: NO_VALUE };
	return value.treated.mean === null ? { known: false, reason: NO_ONE } : known(value.treated.mean);
}

function known<T>(figure: T): Known<T> {
	return { known: true, figure };
}
