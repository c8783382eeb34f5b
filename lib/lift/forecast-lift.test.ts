import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ForecastFacts, forecastLift } from "@/lib/lift/forecast-lift";

const asOf = new Date("2026-11-29T09:00:00Z");
const facts = (change: Partial<ForecastFacts>): ForecastFacts => ({
	asOf,
	counts: { people: 1220, did: 122, everyone: 20_000, everyoneDid: 1000 },
	enteringPerDay: null,
	holdoutBp: 1000,
	windowDays: 14,
	endsAt: null,
	confidence: 95,
	effectWorthHaving: null,
	variantWeights: [],
	...change,
});
const counts = (people: number, did: number) => ({ people, did, everyone: 20_000, everyoneDid: 1000 });
const chosen = (change: Partial<ForecastFacts>) => {
	const input = facts(change);
	const share = forecastLift(input).shares.find(({ holdoutBp }) => holdoutBp === input.holdoutBp);
	if (!share) throw new Error("the share asked about is always among them");
	return share;
};

describe("forecastLift", () => {
	it("sees a smaller lift at less confidence", () => {
		const leastAt = (confidence: 90 | 95 | 99) =>
			chosen({ confidence, counts: counts(12_200, 1220) }).leastLift ?? 0;
		expect(leastAt(90)).toBeLessThan(leastAt(95));
		expect(leastAt(95)).toBeLessThan(leastAt(99));
		expect(leastAt(90)).toBeGreaterThan(0);
	});

	it("says what would show of variants, of the smallest at the strictest level of Holm's correction", () => {
		const large = { counts: counts(100_000, 10_000), endsAt: new Date("2026-12-01T00:00:00Z") };
		expect(chosen(large).variants).toBeNull();
		const even = chosen({ ...large, variantWeights: [50, 50] });
		const whole = chosen(large);
		// Each variant has half of the treated: less shows than of all of them together.
		expect(even.variants?.againstHoldout ?? 0).toBeGreaterThan(whole.leastLift ?? 1);
		// Two of 45,000, one comparison: (1.96 + 0.84) · √(2 · 0.1 · 0.9 / 45,000), and a little for the higher rate.
		expect(even.variants?.betweenTwo).toBeGreaterThan(0.0056);
		expect(even.variants?.betweenTwo).toBeLessThan(0.0058);
		// A third one means three comparisons with each other; a variant that gets no one is none.
		const three = chosen({ ...large, variantWeights: [40, 30, 30, 0] });
		expect(three.variants?.betweenTwo ?? 0).toBeGreaterThan(even.variants?.betweenTwo ?? 1);
		const tiny = chosen({ ...large, variantWeights: [99.9, 0.1] });
		expect(tiny.variants).toEqual({ againstHoldout: null, betweenTwo: null });
		expect(chosen({ ...large, holdoutBp: 0, variantWeights: [50, 50] }).variants).toMatchObject({
			againstHoldout: null,
			betweenTwo: expect.closeTo(0.0054, 3),
		});
	});

	it("shows the smallest detectable lift, and when the first result comes", () => {
		const forecast = forecastLift(facts({ counts: counts(12_200, 1220) }));
		expect(forecast.baseRate).toEqual({ rate: 0.1, source: "segment", reason: null });
		expect(forecast.firstAnswerAt).toBe("2026-12-13T09:00:00.000Z");
		const share = forecast.shares.find(({ holdoutBp }) => holdoutBp === 1000);
		expect(share).toMatchObject({ treated: 10_980, heldOut: 1220, answer: "yes" });
		expect(share?.leastLift).toBeGreaterThan(0.03);
		expect(share?.leastLift).toBeLessThan(0.04);
	});

	it("distinguishes a campaign that can never give a result from one that can, on both sides of 20 conversions", () => {
		// One in ten of those held out reaches the goal: 28 of them are never 20 conversions, 200 just are.
		expect(chosen({ counts: counts(251, 25), holdoutBp: 1120 })).toMatchObject({
			heldOut: 28,
			answer: "never",
		});
		expect(chosen({ counts: counts(1990, 199), holdoutBp: 1000 })).toMatchObject({
			heldOut: 199,
			answer: "never",
			leastLift: null,
		});
		expect(chosen({ counts: counts(2000, 200), holdoutBp: 1000 })).toMatchObject({
			heldOut: 200,
			answer: "yes",
		});
	});

	it("returns how many people would be enough", () => {
		const { peopleNeeded } = chosen({ counts: counts(250, 25), holdoutBp: 2000 });
		expect(peopleNeeded).toBe(1000);
		expect(chosen({ counts: counts(1000, 100), holdoutBp: 2000 }).answer).toBe("yes");
	});

	it("never calls the people there enough while the answer is never", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5000 }),
				fc.nat({ max: 10_000 }),
				fc.integer({ min: 1, max: 5000 }),
				fc.boolean(),
				(people, did, holdoutBp, isFixed) => {
					fc.pre(did > 0 && did <= people);
					const endsAt = isFixed ? new Date("2026-12-01T00:00:00Z") : null;
					const share = chosen({ counts: counts(people, did), holdoutBp, endsAt });
					expect(share.answer === "never").toBe(share.obstacle !== null);
					const needed = share.peopleNeeded;
					if (share.answer !== "never" || did === people) {
						expect(needed).toBeNull();
						if (did === people) expect(share.obstacle).toBe("all_convert");
						return;
					}
					expect(needed).toBeGreaterThan(people);
					const enough = counts(needed ?? 0, ((needed ?? 0) * did) / people);
					expect(chosen({ counts: enough, holdoutBp, endsAt }).answer).toBe("yes");
				},
			),
			{ numRuns: 500 },
		);
	});

	it("names why there is no answer, and promises none where everyone reaches the goal anyway", () => {
		expect(chosen({ counts: counts(250, 25) })).toMatchObject({ obstacle: "few_conversions" });
		expect(chosen({ counts: counts(300, 291) })).toMatchObject({
			obstacle: "few_held_out",
			leastLift: null,
		});
		for (const people of [50, 5000])
			expect(chosen({ counts: counts(people, people) })).toMatchObject({
				answer: "never",
				obstacle: "all_convert",
				peopleNeeded: null,
			});
	});

	it("holds out the share rounded down, as a launch does", () => {
		expect(chosen({ counts: counts(259, 25), holdoutBp: 1000 })).toMatchObject({ heldOut: 25, treated: 234 });
	});

	it("recommends the smallest share that sees what is worth acting on", () => {
		const large = { counts: counts(200_000, 20_000) };
		expect(forecastLift(facts({ ...large, effectWorthHaving: 0.02 })).recommendedBp).toBe(500);
		expect(forecastLift(facts({ ...large, effectWorthHaving: 0.009 })).recommendedBp).toBe(1000);
		expect(forecastLift(facts({ ...large, effectWorthHaving: 0.0001 })).recommendedBp).toBe(2000);
	});

	it("says when the lift worth acting on would show as people enter, and recommends the share that gets there soonest", () => {
		const growing = { counts: counts(5000, 500), enteringPerDay: 200, effectWorthHaving: 0.02 };
		const forecast = forecastLift(facts(growing));
		const days = new Map(forecast.shares.map(({ holdoutBp, daysToWorth }) => [holdoutBp, daysToWorth]));
		const [few = null, some = null, many = null] = [500, 1000, 2000].map((bp) => days.get(bp));
		expect(many).not.toBeNull();
		expect(many ?? 0).toBeGreaterThan(14);
		expect(some ?? 999).toBeGreaterThan(many ?? 0);
		expect(few ?? 999).toBeGreaterThan(some ?? 0);
		expect(forecast.recommendedBp).toBe(2000);
		// One day earlier the lift would not show yet.
		const people = 5000 + 200 * ((many ?? 0) - 14);
		const at = (count: number) =>
			chosen({ counts: counts(count, count / 10), holdoutBp: 2000, effectWorthHaving: 0.02 }).leastLift ?? 1;
		expect(at(people)).toBeLessThanOrEqual(0.02);
		expect(at(people - 200)).toBeGreaterThan(0.02);
		// Where no one enters it never comes, and where all get there at once the smallest share is enough.
		expect(chosen({ ...growing, enteringPerDay: 0 }).daysToWorth).toBeNull();
		const large = forecastLift(facts({ ...growing, counts: counts(200_000, 20_000) }));
		expect(large.shares.map(({ daysToWorth }) => daysToWorth)).toEqual([14, 14, 14]);
		expect(large.recommendedBp).toBe(500);
	});

	it("draws what shows with each share up to half: less with more, and unknown where there is no answer", () => {
		const { curve, shares } = forecastLift(facts({ counts: counts(4000, 400) }));
		expect(curve[0]).toEqual({ holdoutBp: 100, leastLift: null });
		expect(curve.at(-1)?.holdoutBp).toBe(5000);
		// Near half it is flat: treated people, who convert more, vary more.
		const known = curve
			.filter(({ holdoutBp }) => holdoutBp <= 4500)
			.flatMap(({ leastLift }) => leastLift ?? []);
		expect(known.length).toBeGreaterThan(15);
		expect(known.toSorted((a, b) => b - a)).toEqual(known);
		for (const { holdoutBp, leastLift } of shares)
			expect(curve.find((point) => point.holdoutBp === holdoutBp)?.leastLift).toBe(leastLift);
	});

	it("gives words, never a number that is not one, where nothing can be planned", () => {
		for (const change of [
			{ counts: counts(10, 1) },
			{ counts: counts(0, 0) },
			{ counts: counts(1000, 0) },
			{ counts: counts(10_000, 9950), effectWorthHaving: 0.02 },
		]) {
			const forecast = forecastLift(facts({ ...change, enteringPerDay: 0 }));
			const numbers = JSON.stringify(forecast, (_, value: unknown) =>
				typeof value === "number" && !Number.isFinite(value) ? "not finite" : value,
			);
			expect(numbers).not.toContain("not finite");
			for (const { answer, leastLift, obstacle } of forecast.shares)
				expect(answer === "yes" ? leastLift !== null : obstacle !== null).toBe(true);
		}
	});

	it("recommends none when none gives a result, and the one that does when one does", () => {
		expect(forecastLift(facts({ counts: counts(251, 25) })).recommendedBp).toBeNull();
		expect(forecastLift(facts({ counts: counts(1500, 150) })).recommendedBp).toBe(2000);
	});

	it("assumes what it cannot know, and states it", () => {
		expect(forecastLift(facts({ counts: counts(1000, 0) })).baseRate).toMatchObject({
			rate: 0.05,
			source: "everyone",
			reason: expect.stringMatching(/^No one in the segment/),
		});
		const unread = forecastLift(facts({ counts: { people: 1000 } }));
		expect(unread.baseRate).toMatchObject({ rate: 0.02, source: "assumed" });
		const noOne = { people: 1000, did: 0, everyone: 20_000, everyoneDid: 0 };
		expect(forecastLift(facts({ counts: noOne })).baseRate).toMatchObject({ rate: 0.02, source: "assumed" });
	});

	it("gives no result when no one is held out", () => {
		expect(chosen({ holdoutBp: 0 })).toMatchObject({ answer: "no_holdout", leastLift: null });
	});

	it("sees more at one look at the end than at any hour", () => {
		const large = { counts: counts(12_200, 1220) };
		const ended = chosen({ ...large, endsAt: new Date("2026-12-01T00:00:00Z") });
		expect(ended.leastLift).toBeLessThan(chosen(large).leastLift ?? 0);
	});
});
