import { countText, dateText, moneyText } from "@/lib/kernel/number-text";
import type { Known, LiftRange, MetricReadOut } from "@/lib/lift/contracts";
import { pointsText, rangeText, shareText } from "@/lib/lift/figures-text";
import type { VerdictName } from "@/lib/lift/judge-campaign";

/** Why there is no verdict yet, or none any more. */
export type EarlyReason =
	/** No one's conversion window is over; the first are at that time. */
	| { kind: "no_window"; firstAt: string | null }
	/** Too few conversions, or people with a value, in the smaller group. */
	| { kind: "too_few"; counted: number; needed: number }
	/** The difference is unknown, for this reason. */
	| { kind: "unknown"; reason: string }
	| { kind: "first_week" };

export interface VerdictFigures {
	primary: MetricReadOut | undefined;
	/** Of the intervals, in percent. */
	confidence: number;
	/** All of the campaign, in its order. */
	guardrails: readonly MetricReadOut[];
	currency: string;
	timeZone: string;
	incrementalValue: Known<LiftRange>;
	cost: number | null;
	/** The lift worth acting on, in the primary metric's own unit, and whether it was given or is the default. */
	worth: { effect: number; isGiven: boolean } | null;
	early: EarlyReason | null;
	windowDays: number;
	/** When the last open conversion window closes; null when none is open. */
	completeAt: string | null;
	/** Days until a worthwhile effect would show at the current rate; null if unknown, or if no one new enters. */
	daysLeft: number | null;
	/** The campaign runs, but no one enters any more. */
	isExhausted: boolean;
	/** People of both groups who would have been enough; null if unknown. */
	peopleNeeded: number | null;
	/** Sentences of the health checks that failed. */
	failures: readonly string[];
}

/** The verdict as one short sentence, and the same with the figures behind it. */
export function verdictText(
	name: VerdictName,
	figures: VerdictFigures,
): { headline: string; sentence: string } {
	const headline = headlineText(name, figures);
	const rest = [restText(name, figures), unknownGuardrailsText(name, figures), leftOutText(name, figures)]
		.filter((text) => text !== "")
		.join(" ");
	return { headline, sentence: rest === "" ? headline : `${headline} ${rest}` };
}

function headlineText(name: VerdictName, figures: VerdictFigures): string {
	switch (name) {
		case "unhealthy":
			return "This result cannot be trusted.";
		case "early":
			return "Too early to tell.";
		case "ended_early":
			return "This campaign ended before it could give an answer.";
		case "guardrail_without_gain":
			return `This campaign made ${harmedText(figures)} worse, and shows no gain that is worth it.`;
		case "guardrail_harmed":
			return figures.early === null && isWin(figures)
				? `This campaign works, but made ${harmedText(figures)} worse.`
				: `This campaign made ${harmedText(figures)} worse.`;
		case "harms":
			return `This campaign reduced ${subjectText(figures)}.`;
		case "harms_but_gains":
			return `This campaign reduced ${subjectText(figures)}, but brought in more money.`;
		case "loses_money":
			return lossText(figures);
		case "costs_more":
			return "This campaign works, but costs more than it brings in.";
		case "brings_too_little":
			return "This campaign costs more than it brings in.";
		case "works_too_little":
			return `This campaign works, but by less than ${worthText(figures)}.`;
		case "pays":
			return "This campaign works and brings in more than it costs.";
		case "larger_baskets_pay":
			return "This campaign brings in more than it costs, by larger purchases.";
		case "larger_baskets":
			return "This campaign brings in more money, by larger purchases.";
		case "works":
			return "This campaign works.";
		case "too_little":
			return `Whatever this campaign adds is less than ${worthText(figures)}.`;
		case "open":
			return "The lift may still be nothing, or worth acting on.";
		case "nothing_there":
			return `This campaign made no difference worth having: ${worthText(figures)} would have shown.`;
		case "too_small_to_tell":
			return `Too few people to tell a lift of ${worthText(figures)} from none.`;
	}
}

function restText(name: VerdictName, figures: VerdictFigures): string {
	const effect = `${effectText(figures)}.`;
	switch (name) {
		case "unhealthy":
			return figures.failures.join(" ") || "A health check failed.";
		case "early":
			return earlyText(figures);
		case "ended_early":
			return `${earlyText(figures)} Run it again for longer or with more people held out.`;
		case "guardrail_without_gain":
		case "guardrail_harmed":
			return `${guardrailsText(figures)} ${name === "guardrail_harmed" ? "Hold it and find out why before it goes on." : "Stop it."} ${figures.early === null ? `${effectText(figures)}${valueText(figures)}.` : earlyText(figures)}`;
		case "costs_more":
		case "brings_too_little":
		case "pays":
		case "larger_baskets_pay":
		case "larger_baskets":
		case "loses_money":
		case "harms_but_gains":
			return `${effectText(figures)}${valueText(figures)}.`;
		case "works":
			return `${effectText(figures)}${whetherItPaysText(figures)}.`;
		case "open":
			return `${effect}${daysText(figures)}`;
		case "too_small_to_tell":
			return `${effect}${neededText(figures)}`;
		default:
			return effect;
	}
}

const harmed = ({ guardrails }: VerdictFigures) =>
	guardrails.filter(({ guardrail }) => guardrail?.harm === "shown");

function isWin({ primary, incrementalValue, cost }: VerdictFigures): boolean {
	const isUp = primary?.difference.known === true && primary.difference.figure.low > 0;
	return isUp || (incrementalValue.known && incrementalValue.figure.low > (cost ?? 0));
}

/** The names of the guardrails that got worse; of many the first two. */
function harmedText(figures: VerdictFigures): string {
	const names = harmed(figures).map(({ label }) => `“${label}”`);
	return names.length < 3
		? names.join(" and ")
		: `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

function guardrailsText(figures: VerdictFigures): string {
	return harmed(figures)
		.map((metric) => {
			const say = sayer(metric, figures.currency);
			const of = metric.unit === "share" ? "of" : "for";
			const least = metric.guardrail?.least ?? 0;
			return `${metric.label}: ${say.level(metric.treated.mean ?? 0)} ${of} those treated against ${say.level(metric.holdout.mean ?? 0)} ${of} those held out, at least ${say.difference(least)}${say.unit} worse at ${figures.confidence}% confidence.`;
		})
		.join(" ");
}

/** A guardrail of which nothing is known guards nothing. */
function unknownGuardrailsText(name: VerdictName, figures: VerdictFigures): string {
	if (name === "unhealthy" || figures.early?.kind === "no_window") return "";
	return figures.guardrails
		.flatMap(({ label, guardrail, difference }) =>
			guardrail?.harm === "unknown"
				? [
						`Whether “${label}” got worse is unknown${difference.known ? "" : `: ${lowered(difference.reason)}`}.`,
					]
				: [],
		)
		.join(" ");
}

/** People of whom no difference speaks. */
function leftOutText(name: VerdictName, { primary }: VerdictFigures): string {
	if (!primary || primary.leftOut === 0 || name === "unhealthy" || name === "early") return "";
	return `This speaks of ${countText(primary.treated.people)} treated people; ${countText(primary.leftOut)} others entered when no one was held out, and what they did cannot be compared.`;
}

/** A loss of money, beside what the primary metric did. */
function lossText(figures: VerdictFigures): string {
	const { primary } = figures;
	const difference =
		primary && primary.kind !== "value" && primary.difference.known ? primary.difference.figure : null;
	if (difference !== null && difference.low > 0)
		return `This campaign brought more ${subjectText(figures)}, but less money.`;
	return difference !== null && difference.high < 0
		? `This campaign reduced ${subjectText(figures)} and revenue.`
		: "This campaign reduced revenue.";
}

/** What a campaign changed the number of. */
function subjectText({ primary }: VerdictFigures): string {
	return !primary || primary.kind === "conversion" ? "conversions" : primary.label;
}

function effectText({ primary, currency, confidence }: VerdictFigures): string {
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
	return `${label}, a difference of ${sign}${say.difference(value)}${say.unit} (${confidence}% interval ${rangeText(low, high, say.difference)})`;
}

function sayer(metric: MetricReadOut, currency: string) {
	if (metric.unit === "share") return { level: shareText, difference: pointsText, unit: " points" };
	const say =
		metric.unit === "money"
			? (value: number) => moneyText(value, currency)
			: (value: number) => value.toFixed(3);
	return { level: say, difference: say, unit: "" };
}

function earlyText({
	early,
	primary,
	windowDays,
	completeAt,
	timeZone,
	isExhausted,
}: VerdictFigures): string {
	if (early === null) return "";
	const openText = `No one’s ${windowDays === 1 ? "day is" : `${windowDays} days are`} over yet`;
	switch (early.kind) {
		case "no_window":
			return early.firstAt === null
				? `${openText}.`
				: `${openText}: the first are on ${dateText(early.firstAt, timeZone)}${lastText(early.firstAt, completeAt, timeZone)}.`;
		case "too_few": {
			const many = primary?.kind === "conversion" || !primary ? "conversions" : "people with a value";
			const one = many === "conversions" ? "conversion" : "person with a value";
			return `${early.counted} ${early.counted === 1 ? one : many} in the smaller group; at least ${early.needed} are needed.${isExhausted ? " No one new has entered lately." : ""}`;
		}
		case "unknown":
			return early.reason;
		case "first_week":
			return "Less than one full week has passed.";
	}
}

function lastText(firstAt: string, completeAt: string | null, timeZone: string): string {
	const isLater = completeAt !== null && Date.parse(completeAt) > Date.parse(firstAt);
	if (!isLater || dateText(firstAt, timeZone) === dateText(completeAt, timeZone)) return "";
	return `, the last on ${dateText(completeAt, timeZone)}`;
}

/** "; it brought in $500 more (95% interval $200 to $800) for $100": less where it lost, and by itself where it is free. */
function valueText({ incrementalValue, cost, currency, confidence, primary }: VerdictFigures): string {
	if (!incrementalValue.known) return "";
	const money = (value: number) => moneyText(value, currency);
	const { value, low, high } = incrementalValue.figure;
	const range = value < 0 ? rangeText(-high, -low, money) : rangeText(low, high, money);
	const amount = `it brought in ${money(Math.abs(value))} ${value < 0 ? "less" : "more"} (${confidence}% interval ${range})`;
	const joint = primary && primary.treated.mean !== null ? "; " : ". ";
	return `${joint}${amount}${cost === null ? "" : ` for ${money(cost)}`}`;
}

function whetherItPaysText(figures: VerdictFigures): string {
	if (!figures.incrementalValue.known)
		return figures.cost === null
			? ". Whether it pays is unknown: no cost is set"
			: `. Whether it pays is unknown: ${lowered(figures.incrementalValue.reason)}`;
	if (figures.cost === null) return `${valueText(figures)}. Whether it pays is unknown: no cost is set`;
	return `${valueText(figures)}: not yet surely more than its cost`;
}

function lowered(sentence: string): string {
	return (sentence.charAt(0).toLowerCase() + sentence.slice(1)).replace(/\.$/, "");
}

function worthText({ worth, primary, currency }: VerdictFigures): string {
	if (!worth || !primary) return "any size";
	const say = sayer(primary, currency);
	return worth.isGiven
		? `${say.difference(worth.effect)}${say.unit}, the smallest lift worth acting on`
		: `${say.difference(worth.effect)}${say.unit} (${worthShareText(worth.effect, primary)})`;
}

/** What the default is of: the holdout's rate, or the room left above it. */
function worthShareText(effect: number, { holdout, kind }: MetricReadOut): string {
	const isRoom = kind === "conversion" && holdout.mean !== null && effect < holdout.mean / 10 - 1e-12;
	return isRoom ? "half of what is left to gain" : "10% of the holdout’s rate";
}

function daysText({ daysLeft, completeAt, timeZone }: VerdictFigures): string {
	if (daysLeft !== null)
		return ` At the present rate about ${countText(daysLeft)} more ${daysLeft === 1 ? "day" : "days"}.`;
	return completeAt === null
		? ""
		: ` The last conversion window closes on ${dateText(completeAt, timeZone)}.`;
}

function neededText({ peopleNeeded, isExhausted }: VerdictFigures): string {
	const exhausted = isExhausted ? " No one new enters, so collecting longer cannot help." : "";
	return peopleNeeded === null
		? exhausted
		: `${exhausted} It would have taken about ${countText(peopleNeeded)} people.`;
}
