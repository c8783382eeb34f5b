import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import type { MetricInput } from "@/lib/lift/estimate-metric";
import { buildReadOut, type Group, type Situation } from "@/lib/lift/testing/build-read-out";
import { situations } from "@/lib/lift/testing/situations";
import { shareSample } from "@/lib/stats/sample";

describe("what a growth lead would do", () => {
	it("is written down for 34 campaigns", () => {
		expect(new Set(situations.map(({ name }) => name)).size).toBe(34);
	});

	it.each(situations)("$name: $verdict", ({ verdict: wanted, says, neverSays, ...situation }) => {
		const { verdict } = assembleReadOut(buildReadOut(situation));
		expect(`${[wanted].flat().includes(verdict.kind) ? wanted : verdict.kind}: ${verdict.sentence}`).toMatch(
			new RegExp(`^${[wanted].flat().join(",")}: `),
		);
		if (says) expect(verdict.sentence).toMatch(says);
		if (neverSays) expect(verdict.sentence).not.toMatch(neverSays);
		expect(verdict.sentence).not.toMatch(/NaN|null|undefined|Infinity/);
		expect(verdict.sentence.startsWith(verdict.headline)).toBe(true);
	});
});

describe("the confidence chosen for a campaign", () => {
	const campaign = {
		epochs: [{ treated: { people: 9000, converters: 1665 }, holdout: { people: 1000, converters: 163 } }],
	};
	const at = (confidence: 90 | 95 | 99, status: "ended" | "running") => {
		const input = buildReadOut({ ...campaign, status });
		return assembleReadOut({ ...input, campaign: { ...input.campaign, confidence } });
	};

	it("is that of every interval, and is named in the verdict", () => {
		for (const status of ["ended", "running"] as const) {
			const reads = ([90, 95, 99] as const).map((confidence) => at(confidence, status));
			const widths = reads.map(({ metrics: [metric] }) =>
				metric?.difference.known ? metric.difference.figure.high - metric.difference.figure.low : Number.NaN,
			);
			expect(widths[0]).toBeLessThan(widths[1] ?? 0);
			expect(widths[1]).toBeLessThan(widths[2] ?? 0);
			expect(reads.map(({ interval }) => interval.confidence)).toEqual([90, 95, 99]);
			for (const [index, { verdict }] of reads.entries())
				expect(verdict.sentence).toContain(`(${[90, 95, 99][index]}% interval`);
		}
	});

	it("decides: a difference of 1.78 standard errors is shown at 90 % and not at 95 %", () => {
		expect(at(90, "ended").verdict.kind).toBe("keep");
		expect(at(95, "ended").verdict.kind).not.toBe("keep");
	});
});

describe("a guardrail", () => {
	const won = {
		treated: { people: 9000, converters: 1800, worth: 50 },
		holdout: { people: 1000, converters: 150, worth: 50 },
	};
	const flat = { treated: { people: 9000, converters: 1650 }, holdout: { people: 1000, converters: 180 } };
	const unsubscribed = (treated: number, holdout: number): MetricInput => ({
		key: "Unsubscribed",
		label: "Unsubscribed",
		kind: "conversion",
		isPrimary: false,
		role: "guardrail",
		better: "down",
		isOfGoal: false,
		rows: [
			{ epoch: 1, arm: "treated", sample: shareSample(9000, treated) },
			{ epoch: 1, arm: "holdout", sample: shareSample(1000, holdout) },
		],
	});
	const read = (situation: Situation, ...guardrails: MetricInput[]) => {
		const input = buildReadOut(situation);
		return assembleReadOut({ ...input, metrics: [...input.metrics, ...guardrails] });
	};

	it("holds a campaign that wins but harms it, by name and with the figures", () => {
		const { verdict, incrementalConversions } = read({ epochs: [won], cost: 5000 }, unsubscribed(540, 30));
		expect(verdict.kind).toBe("hold");
		expect(verdict.headline).toBe("This campaign works, but made “Unsubscribed” worse.");
		expect(verdict.sentence).toMatch(
			/Unsubscribed: 6\.0% of those treated against 3\.0% of those held out, at least \d\.\d+ points worse at 95% confidence\./,
		);
		expect(verdict.sentence).toMatch(/Purchase: 20\.0% of those treated/);
		// What was added is still of the goal.
		expect(incrementalConversions).toMatchObject({ known: true, figure: { value: expect.closeTo(450, 6) } });
	});

	it("stops one that harms it and shows no gain, and leaves one alone that does not", () => {
		expect(read({ epochs: [flat] }, unsubscribed(540, 30)).verdict).toMatchObject({
			kind: "retire",
			headline: "This campaign made “Unsubscribed” worse, and shows no gain that is worth it.",
		});
		const { verdict, metrics } = read({ epochs: [won], cost: 5000 }, unsubscribed(290, 30));
		expect(verdict.kind).toBe("expand");
		expect(verdict.sentence).not.toMatch(/Unsubscribed/);
		expect(metrics.at(-1)?.guardrail).toEqual({ harm: "not_shown", least: null });
	});

	it("is judged on one side: less of what is bad is no harm, and neither is a gain of what is good", () => {
		expect(read({ epochs: [won] }, unsubscribed(90, 30)).verdict.kind).toBe("keep");
		expect(read({ epochs: [won] }, { ...unsubscribed(540, 30), better: "up" }).verdict.kind).toBe("keep");
		expect(read({ epochs: [won] }, { ...unsubscribed(90, 30), better: "up" }).verdict.kind).toBe("hold");
		// 1.75 standard errors: shown one-sided at 5 %, not two-sided.
		const edge = read({ epochs: [won] }, unsubscribed(363, 30)).metrics.at(-1);
		expect(edge?.difference).toMatchObject({ known: true });
		if (edge?.difference.known) expect(edge.difference.figure.low).toBeLessThan(0);
		expect(edge?.guardrail?.harm).toBe("shown");
	});

	it("is said to be unknown where it is, and takes no part in the correction of secondary metrics", () => {
		const running = { epochs: [won], status: "running" as const, canGrow: true };
		const { verdict, metrics } = read(running, unsubscribed(40, 4));
		expect(metrics.at(-1)).toMatchObject({ guardrail: { harm: "unknown" }, holm: null });
		expect(verdict.sentence).toMatch(/Whether “Unsubscribed” got worse is unknown: too early: /);
	});

	it("is not waited for: harm shown while the goal is too early holds the campaign", () => {
		const early = { treated: { people: 9000, converters: 30 }, holdout: { people: 1000, converters: 3 } };
		const { verdict } = read({ epochs: [early], status: "running", canGrow: true }, unsubscribed(900, 30));
		expect(verdict).toMatchObject({ kind: "hold", headline: "This campaign made “Unsubscribed” worse." });
	});
});

/** Groups of up to three epochs, with more or less of anything. */
const anyGroup: fc.Arbitrary<Group> = fc
	.record({ people: fc.integer({ min: 0, max: 5000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
	.chain(({ people, share }) =>
		fc.record({
			people: fc.constant(people),
			converters: fc.constant(Math.floor(people * share)),
			worth: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
			variation: fc.double({ min: 0, max: 3, noNaN: true }),
		}),
	);
const anyEpochs = fc.array(
	fc.record({ treated: anyGroup, holdout: anyGroup, holdoutShare: fc.constantFrom(0, 0.1, 0.5) }),
	{ minLength: 1, maxLength: 3 },
);
const anySituation = fc.record({
	status: fc.constantFrom("running", "ended", "imported"),
	canGrow: fc.boolean(),
	epochs: anyEpochs,
	cost: fc.constantFrom(null, 0, 100, 1e6),
});
const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

describe("a read-out of any campaign", () => {
	const holds = (law: (read: ReturnType<typeof assembleReadOut>) => boolean) =>
		fc.assert(
			fc.property(anySituation, (situation) => law(assembleReadOut(buildReadOut(situation)))),
			{ numRuns: 300 },
		);

	it("adds no more than the treated did, nor attributes more", () => {
		holds(({ metrics, incrementalConversions, incrementalValue, money }) => {
			const [conversion, value] = metrics;
			const isWithin = (increment: typeof incrementalValue, sum: number) =>
				!increment.known || increment.figure.value <= sum * (1 + 1e-9) + 1e-9;
			return (
				isWithin(incrementalConversions, conversion?.treated.sum ?? 0) &&
				isWithin(incrementalValue, value?.treated.sum ?? 0) &&
				(!money.incrementalReturn.known ||
					!money.attributedReturn.known ||
					money.incrementalReturn.figure.value <= money.attributedReturn.figure * (1 + 1e-9))
			);
		});
	});

	it("shows arms that differ by the difference it shows", () => {
		holds(({ metrics }) =>
			metrics.every(
				({ treated, holdout, difference }) =>
					!difference.known ||
					close(difference.figure.value, (treated.mean ?? Number.NaN) - (holdout.mean ?? Number.NaN)),
			),
		);
	});

	it("decides the same of the difference and of the relative lift, and has no interval without width", () => {
		holds(({ metrics }) =>
			metrics.every(({ difference, relative }) => {
				if (!difference.known) return !relative.known;
				const { low, high, se } = difference.figure;
				if (!(high > low)) return false;
				if (!relative.known || Math.min(Math.abs(low), Math.abs(high)) < 1e-9 * se) return true;
				return low > 0 === relative.figure.low > 0 && high < 0 === relative.figure.high < 0;
			}),
		);
	});

	it("counts every person in the comparison or among those left out of it", () => {
		holds(({ metrics, people }) =>
			metrics.every(
				({ treated, holdout, leftOut }) =>
					treated.people + holdout.people + leftOut === people.treated + people.holdout,
			),
		);
	});

	it("has figures and sentences for everything, never NaN", () => {
		holds(
			(read) => !/NaN|Infinity|undefined/.test(JSON.stringify(read)) && read.verdict.sentence.length > 10,
		);
	});
});

describe("epochs of different shares held out", () => {
	it("do not let a rate that rose with time look like a lift", () => {
		// 50 % held out while a tenth buys, then 5 % while almost half does: no effect in either.
		const epoch = (treated: number, holdout: number, rate: number, holdoutShare: number) => ({
			treated: { people: treated, converters: treated * rate },
			holdout: { people: holdout, converters: holdout * rate },
			holdoutShare,
		});
		const read = assembleReadOut(
			buildReadOut({ epochs: [epoch(1000, 1000, 0.1, 0.5), epoch(1900, 100, 0.45, 0.05)] }),
		);
		const [conversion] = read.metrics;
		expect(conversion?.treated.mean).toBeCloseTo(conversion?.holdout.mean ?? 0, 9);
		expect(conversion?.epochs.map(({ holdout }) => holdout.mean)).toEqual([0.1, 0.45]);
		expect(conversion?.difference).toMatchObject({ known: true });
	});

	it("give the increment only of those beside whom someone was held out", () => {
		const read = assembleReadOut(
			buildReadOut({
				epochs: [
					{
						treated: { people: 900, converters: 90, worth: 10 },
						holdout: { people: 100, converters: 8, worth: 10 },
					},
					{
						treated: { people: 200, converters: 20, worth: 10 },
						holdout: { people: 0, converters: 0, worth: 10 },
						holdoutShare: 0,
					},
				],
				cost: 100,
			}),
		);
		if (!read.incrementalConversions.known || !read.money.attributedConversions.known)
			throw new Error("must be known");
		expect(read.incrementalConversions.figure.value).toBeCloseTo(900 * (0.1 - 0.08), 9);
		expect(read.money.attributedConversions.figure).toBe(90);
		expect(read.metrics[0]?.leftOut).toBe(200);
	});
});
