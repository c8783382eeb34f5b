import { describe, expect, it } from "vitest";
import { compareVariants } from "@/lib/lift/compare-variants";
import type { IntervalChoice } from "@/lib/lift/estimate-metric";
import type { ArmRow } from "@/lib/lift/strata";
import { shareSample } from "@/lib/stats/sample";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

const once: IntervalChoice = { kind: "fixed", alpha: 0.05 };
const row = (arm: ArmRow["arm"], people: number, did: number): ArmRow => ({
	epoch: 1,
	arm,
	sample: shareSample(people, did),
});

function read(
	holdout: [people: number, did: number],
	variants: [people: number, did: number][],
	interval = once,
	obstacle: string | null = null,
) {
	const input = {
		key: "conversion",
		label: "Purchase",
		kind: "conversion" as const,
		variants: variants.map(([people, did], index) => {
			const key = "abcdefghij".charAt(index);
			return {
				key,
				name: key.toUpperCase(),
				share: 1 / variants.length,
				rows: [row("treated", people, did)],
			};
		}),
		holdout: [row("holdout", ...holdout)],
	};
	return compareVariants(input, interval, obstacle);
}

describe("compareVariants", () => {
	it("calls none of four better where the best looked so by itself, and marks it as the best of four", () => {
		const found = read(
			[1000, 100],
			[
				[1000, 130],
				[1000, 126],
				[1000, 124],
				[1000, 101],
			],
		);
		expect(found.rows[0]?.p).toBeCloseTo(0.0355, 3);
		for (const [index, want] of [0.142, 0.199, 0.199, 0.941].entries())
			expect(found.rows[index]?.adjusted).toBeCloseTo(want, 2);
		expect(found.rows.map(({ shown }) => shown)).toEqual([null, null, null, null]);
		for (const { metric } of found.rows) {
			if (!metric.difference.known) throw new Error("must be known");
			expect(metric.difference.figure.low).toBeLessThan(0);
		}
		expect(found.best).toBe("a");
		expect(found.winner).toBeNull();
		expect(found.sentence).toMatch(/^No variant can be called better than another/);
		expect(found.sentence).toMatch(/None is shown to differ from the holdout by itself\.$/);
	});

	it("names a variant that beats the others and the holdout", () => {
		const found = read(
			[10_000, 1000],
			[
				[10_000, 1100],
				[10_000, 1400],
				[10_000, 1050],
			],
		);
		expect(found.winner).toBe("b");
		expect(found.sentence).toBe("“B” does better than every other variant, and than the holdout.");
		expect(
			read(
				[10_000, 1000],
				[
					[10_000, 1100],
					[10_000, 1400],
				],
				once,
				"A check failed.",
			),
		).toMatchObject({
			winner: null,
			sentence: "A check failed.",
		});
	});

	it("says that all work where none is better than another, and which do harm", () => {
		const found = read(
			[10_000, 1000],
			[
				[10_000, 1300],
				[10_000, 1320],
				[10_000, 850],
			],
		);
		expect(found.winner).toBeNull();
		expect(found.sentence).toBe(
			"No variant does better than all others. Shown so far: “A” does better than “C”, “B” does better than “C”. “A” and “B” do better than the holdout. “C” does worse than the holdout.",
		);
	});

	it("does not name the best variant of a campaign that does harm with all of them", () => {
		const found = read(
			[10_000, 1500],
			[
				[10_000, 1450],
				[10_000, 1000],
			],
		);
		expect(found.rows.map(({ shown }) => shown)).toEqual([null, "down"]);
		expect(found.winner).toBeNull();
	});

	it("knows nothing while no one's window is complete", () => {
		const found = read(
			[0, 0],
			[
				[0, 0],
				[0, 0],
			],
		);
		expect(found).toMatchObject({ winner: null, best: null });
		expect(found.sentence).toBe("No variant can be judged. No one's conversion window is complete yet.");
	});

	it.each([2, 3, 5])(
		"names a winner among %i equal variants in no more than 5 percent of campaigns",
		(count) => {
			const random = seededRandom(41 + count);
			const draw = (people: number, share: number): [number, number] => {
				let did = 0;
				for (let i = 0; i < people; i++) if (random() < share) did++;
				return [people, did];
			};
			const runs = 1000;
			let named = 0;
			for (let run = 0; run < runs; run++) {
				// All work alike, so that only a false difference between them can name one.
				const variants = Array.from({ length: count }, () => draw(800, 0.2));
				if (read(draw(800, 0.1), variants).winner !== null) named++;
			}
			// One-sided 99 % binomial bound above 5 % for so many runs.
			expect(named / runs).toBeLessThanOrEqual(0.05 + 2.33 * Math.sqrt((0.05 * 0.95) / runs));
		},
	);

	it("names no winner among equal variants read every day", () => {
		const random = seededRandom(7);
		let named = 0;
		const runs = 200;
		for (let run = 0; run < runs; run++) {
			const did = [0, 0, 0, 0];
			let isNamed = false;
			for (let day = 1; day <= 10; day++) {
				for (let i = 0; i < 200; i++)
					for (const [group, share] of [0.1, 0.2, 0.2, 0.2].entries())
						if (random() < share) did[group] = (did[group] ?? 0) + 1;
				const [held = 0, ...rest] = did;
				const found = read(
					[day * 200, held],
					rest.map((each) => [day * 200, each]),
					{ kind: "always_valid", tunedAt: 8000, alpha: 0.05 },
				);
				isNamed ||= found.winner !== null;
			}
			if (isNamed) named++;
		}
		expect(named / runs).toBeLessThanOrEqual(0.05 + 2.33 * Math.sqrt((0.05 * 0.95) / runs));
	});
});
