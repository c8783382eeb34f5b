import type { Known, LiftRange, MetricReadOut } from "@/lib/lift/contracts";
import { countText, moneyText, pointsText, rangeText, shareText } from "@/lib/lift/figures-text";

export interface VerdictFigures {
	primary: MetricReadOut | undefined;
	currency: string;
	incrementalValue: Known<LiftRange>;
	incrementalConversions: Known<LiftRange>;
	cost: number | null;
	/** The effect worth having, in the primary metric's own unit, and whether it was given or is the default tenth. */
	worth: { effect: number; isGiven: boolean } | null;
	/** Conversions in the smaller group. */
	smallerConversions: number | null;
	/** Days until an effect worth having would show, at the present rate; null when it cannot be told. */
	daysLeft: number | null;
	/** Sentences of the health checks that failed. */
	failures: readonly string[];
}

/** The verdict as one plain sentence with the figures behind it. */
export function verdictText(name: string, figures: VerdictFigures): string {
	const effect = effectText(figures);
	switch (name) {
		case "unhealthy":
			return `No verdict: ${figures.failures.join(" ") || "a health check failed."}`;
		case "early":
			return `Too early to tell: ${earlyText(figures)}.`;
		case "ended_early":
			return `It ended too early to tell: ${earlyText(figures)}. Run it again for longer or with more people held out.`;
		case "harms":
			return `Stop it: it did harm. ${effect}.`;
		case "costs_more":
			return `Stop it: it works but costs more than it brings. ${effect}${valueText(figures)}.`;
		case "works_too_little":
			return `Change it: it works, but by less than ${worthText(figures)}. ${effect}.`;
		case "pays":
			return `Expand it: it works and brings more than it costs. ${effect}${valueText(figures)}.`;
		case "works":
			return `Keep it: it works. ${effect}${whetherItPaysText(figures)}.`;
		case "too_little":
			return `Change it: whatever it adds is less than ${worthText(figures)}. ${effect}.`;
		case "open":
			return `Keep collecting: the effect may still be nothing, or worth having. ${effect}.${daysText(figures)}`;
		case "nothing_there":
			return `Stop it: an effect of ${worthText(figures)} would have shown, and none did. ${effect}.`;
		default:
			return `Change it: there were too few people to tell an effect of ${worthText(figures)} from none. ${effect}.`;
	}
}

function effectText({ primary, currency }: VerdictFigures): string {
	if (!primary || primary.treated.mean === null || primary.holdout.mean === null)
		return "There is nothing to compare yet";
	const { treated, holdout, difference } = primary;
	const say = sayer(primary, currency);
	const arms = `${say.level(treated.mean ?? 0)} of those treated against ${say.level(holdout.mean ?? 0)} of those held out`;
	const label =
		primary.kind === "conversion"
			? `${primary.label}: ${arms}`
			: `${primary.label}: ${arms.replaceAll(" of ", " for ")}`;
	if (!difference.known) return label;
	const { value, low, high } = difference.figure;
	const sign = value > 0 ? "+" : "";
	return `${label}, a difference of ${sign}${say.difference(value)}${say.unit} (95% interval ${rangeText(low, high, say.difference)})`;
}

function sayer(metric: MetricReadOut, currency: string) {
	if (metric.kind === "conversion") return { level: shareText, difference: pointsText, unit: " points" };
	const say =
		metric.kind === "value"
			? (value: number) => moneyText(value, currency)
			: (value: number) => value.toFixed(3);
	return { level: say, difference: say, unit: "" };
}

function earlyText({ smallerConversions }: VerdictFigures): string {
	if (smallerConversions !== null && smallerConversions < 20)
		return `${smallerConversions} ${smallerConversions === 1 ? "conversion" : "conversions"} so far in the smaller group, at least 20 are needed`;
	return "less than one full week has passed";
}

function valueText({ incrementalValue, cost, currency }: VerdictFigures): string {
	if (!incrementalValue.known || cost === null) return "";
	const { value, low, high } = incrementalValue.figure;
	return `; it brought ${moneyText(value, currency)} more (95% interval ${rangeText(low, high, (v) => moneyText(v, currency))}) for ${moneyText(cost, currency)}`;
}

function whetherItPaysText(figures: VerdictFigures): string {
	if (figures.cost === null) return ". Whether it pays is unknown: no cost is set";
	if (!figures.incrementalValue.known) return ". Whether it pays is unknown: no value is measured";
	return `${valueText(figures)}: not yet surely more than its cost`;
}

function worthText({ worth, primary, currency }: VerdictFigures): string {
	if (!worth || !primary) return "any size";
	const say = sayer(primary, currency);
	return worth.isGiven
		? `${say.difference(worth.effect)}${say.unit}, the effect worth having`
		: `${say.difference(worth.effect)}${say.unit} (a tenth of what held-out people do)`;
}

function daysText({ daysLeft }: VerdictFigures): string {
	if (daysLeft === null) return "";
	return ` At the present rate about ${countText(daysLeft)} more ${daysLeft === 1 ? "day" : "days"}.`;
}
