import { describe, expect, it } from "vitest";
import { estimateMetric } from "@/lib/lift/estimate-metric";
import { verdictCases } from "@/lib/lift/judge-campaign";
import { buildReadOut, type Group } from "@/lib/lift/testing/build-read-out";
import { type VerdictFigures, verdictText } from "@/lib/lift/verdict-text";

const metricOf = (treated: Group, holdout: Group, isValue = false) => {
	const [conversion, value] = buildReadOut({ epochs: [{ treated, holdout }] }).metrics;
	const metric = isValue ? value : conversion;
	if (!metric) throw new Error("must be measured");
	return estimateMetric(metric, { kind: "fixed", alpha: 0.05 });
};
const figures: VerdictFigures = {
	primary: metricOf(
		{ people: 9000, converters: 1800, worth: 50 },
		{ people: 1000, converters: 150, worth: 50 },
	),
	confidence: 95,
	guardrails: [],
	currency: "USD",
	timeZone: "Europe/Berlin",
	incrementalValue: { known: true, figure: { value: 22_500, low: 9000, high: 36_000 } },
	cost: 5000,
	worth: { effect: 0.015, isGiven: false },
	early: null,
	windowDays: 14,
	completeAt: null,
	daysLeft: null,
	isExhausted: false,
	peopleNeeded: null,
	failures: [],
};
const say = (name: Parameters<typeof verdictText>[0], change: Partial<VerdictFigures> = {}) =>
	verdictText(name, { ...figures, ...change });

describe("verdictText", () => {
	it("has a short headline for every case, and repeats it in the sentence", () => {
		for (const { name } of verdictCases) {
			const { headline, sentence } = say(name);
			expect(headline).toMatch(/\.$/);
			expect(headline.length).toBeLessThan(110);
			expect(sentence.startsWith(headline)).toBe(true);
			expect(sentence).not.toMatch(/NaN|undefined|null|\.\.|\. \./);
		}
	});

	it("tells the money and what it is for", () => {
		expect(say("pays").sentence).toBe(
			"This campaign works and brings in more than it costs. Purchase: 20.0% of those treated against 15.0% of those held out, a difference of +5.0 points (95% interval 2.6 to 7.4); it brought in $22,500 more (95% interval $9,000 to $36,000) for $5,000.",
		);
	});

	it("tells a loss as less, with its interval in the same words", () => {
		const incrementalValue = { known: true as const, figure: { value: -800, low: -900.5, high: -700 } };
		expect(say("loses_money", { incrementalValue, cost: null }).sentence).toContain(
			"it brought in $800.00 less (95% interval $700.00 to $900.50).",
		);
	});

	it("names both where conversions and money were lost", () => {
		const worse = metricOf({ people: 9000, converters: 900 }, { people: 1000, converters: 150 });
		const flat = metricOf({ people: 9000, converters: 1350 }, { people: 1000, converters: 150 });
		expect(say("loses_money", { primary: worse }).headline).toBe(
			"This campaign reduced conversions and revenue.",
		);
		expect(say("loses_money", { primary: flat }).headline).toBe("This campaign reduced revenue.");
		expect(say("loses_money").headline).toBe("This campaign brought more conversions, but less money.");
	});

	it("says what is not known of whether it pays", () => {
		expect(say("works", { cost: null }).sentence).toMatch(/Whether it pays is unknown: no cost is set\.$/);
		const incrementalValue = { known: false as const, reason: "No value is measured for this campaign." };
		expect(say("works", { incrementalValue }).sentence).toMatch(
			/Whether it pays is unknown: no value is measured for this campaign\.$/,
		);
	});

	it("gives each reason for being too early its own sentence", () => {
		const early = (reason: VerdictFigures["early"], change: Partial<VerdictFigures> = {}) =>
			say("early", { early: reason, ...change }).sentence.replace("Too early to tell. ", "");
		const firstAt = "2026-03-15T23:30:00Z";
		expect(early({ kind: "no_window", firstAt })).toBe(
			"No one’s 14 days are over yet: the first are on 16 Mar 2026.",
		);
		expect(early({ kind: "no_window", firstAt }, { completeAt: "2026-03-20T09:00:00Z" })).toBe(
			"No one’s 14 days are over yet: the first are on 16 Mar 2026, the last on 20 Mar 2026.",
		);
		expect(early({ kind: "too_few", counted: 1, needed: 20 })).toBe(
			"1 conversion in the smaller group; at least 20 are needed.",
		);
		expect(early({ kind: "first_week" })).toBe("Less than one full week has passed.");
		expect(early({ kind: "unknown", reason: "Too few held-out people." })).toBe("Too few held-out people.");
	});

	it("says days left where they help, else when the last window closes or what it would have taken", () => {
		expect(say("open", { daysLeft: 1 }).sentence).toMatch(/about 1 more day\.$/);
		expect(say("open", { completeAt: "2026-03-20T09:00:00Z" }).sentence).toMatch(
			/The last conversion window closes on 20 Mar 2026\.$/,
		);
		expect(say("too_small_to_tell", { peopleNeeded: 31_000, isExhausted: true }).sentence).toMatch(
			/No one new enters, so collecting longer cannot help\. It would have taken about 31,000 people\.$/,
		);
	});

	it("speaks of a value that decides in money", () => {
		const primary = metricOf(
			{ people: 9000, converters: 1800, worth: 50 },
			{ people: 1000, converters: 150, worth: 50 },
			true,
		);
		expect(say("harms", { primary }).headline).toBe("This campaign reduced Revenue per person.");
		expect(say("works", { primary, cost: null }).sentence).toContain(
			"Revenue per person: $10.00 for those treated against $7.50 for those held out",
		);
	});
});
