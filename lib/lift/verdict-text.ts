import { countText, moneyText } from "@/lib/kernel/number-text";
import type { Known, LiftRange, MetricReadOut } from "@/lib/lift/contracts";
import { pointsText, rangeText, shareText } from "@/lib/lift/figures-text";

export interface VerdictFigures {
	primary: MetricReadOut | undefined;
	currency: string;
	incrementalValue: Known<LiftRange>;
	incrementalConversions: Known<LiftRange>;
	cost: number | null;
	/** The lift worth acting on, in the primary metric's own unit, and whether it was given or is the default tenth. */
	worth: { effect: number; isGiven: boolean } | null;
	/** Days of the conversion window while no one's are over; null once some are. */
	awaitedDays: number | null;
	/** Conversions in the smaller group. */
	smallerConversions: number | null;
	/** Days until a worthwhile effect would show at the current rate; null if unknown. */
	daysLeft: number | null;
	/** Sentences of the health checks that failed. */
	failures: readonly string[];
}

/** The verdict as one short sentence, and the same with the figures behind it. */
export function verdictText(name: string, figures: VerdictFigures): { headline: string; sentence: string } {
	const headline = headlineText(name, figures);
	const rest = restText(name, figures);
	return { headline, sentence: rest === "" ? headline : `${headline} ${rest}` };
}

function headlineText(name: string, figures: VerdictFigures): string {
	switch (name) {
		case "unhealthy":
			return "This result cannot be trusted.";
		case "early":
			return "Too early to tell.";
		case "ended_early":
			return "This campaign ended before it could give an answer.";
		case "harms":
			return `This campaign reduced ${subjectText(figures)}.`;
		case "costs_more":
			return "This campaign works, but costs more than it brings in.";
		case "works_too_little":
			return `This campaign works, but by less than ${worthText(figures)}.`;
		case "pays":
			return "This campaign works and brings in more than it costs.";
		case "works":
			return "This campaign works.";
		case "too_little":
			return `Whatever this campaign adds is less than ${worthText(figures)}.`;
		case "open":
			return "The lift may still be nothing, or worth acting on.";
		case "nothing_there":
			return `This campaign made no difference: a lift of ${worthText(figures)} would have shown.`;
		default:
			return `Too few people to tell a lift of ${worthText(figures)} from none.`;
	}
}

function restText(name: string, figures: VerdictFigures): string {
	const effect = `${effectText(figures)}.`;
	switch (name) {
		case "unhealthy":
			return figures.failures.join(" ") || "A health check failed.";
		case "early":
			return `${capitalized(earlyText(figures))}.`;
		case "ended_early":
			return `${capitalized(earlyText(figures))}. Run it again for longer or with more people held out.`;
		case "costs_more":
		case "pays":
			return `${effectText(figures)}${valueText(figures)}.`;
		case "works":
			return `${effectText(figures)}${whetherItPaysText(figures)}.`;
		case "open":
			return `${effect}${daysText(figures)}`;
		default:
			return effect;
	}
}

/** What a harmful campaign reduced. */
function subjectText({ primary }: VerdictFigures): string {
	return !primary || primary.kind === "conversion" ? "conversions" : primary.label;
}

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
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

function earlyText({ smallerConversions, awaitedDays }: VerdictFigures): string {
	if (awaitedDays !== null) return `no one’s ${awaitedDays} days are over yet`;
	if (smallerConversions !== null && smallerConversions < 20)
		return `${smallerConversions} ${smallerConversions === 1 ? "conversion" : "conversions"} so far in the smaller group; at least 20 are needed`;
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
		? `${say.difference(worth.effect)}${say.unit}, the smallest lift worth acting on`
		: `${say.difference(worth.effect)}${say.unit} (10% of the holdout’s rate)`;
}

function daysText({ daysLeft }: VerdictFigures): string {
	if (daysLeft === null) return "";
	return ` At the present rate about ${countText(daysLeft)} more ${daysLeft === 1 ? "day" : "days"}.`;
}
