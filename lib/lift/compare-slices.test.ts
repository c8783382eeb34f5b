import { describe, expect, it } from "vitest";
import { compareSlices, LEAST_OF_SLICE, MAX_SLICES } from "@/lib/lift/compare-slices";
import type { IntervalChoice } from "@/lib/lift/estimate-metric";
import { shareSample } from "@/lib/stats/sample";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

const once: IntervalChoice = { kind: "fixed", alpha: 0.05 };
type Group = [value: string | null, treated: [number, number], holdout: [number, number]];

function read(groups: Group[] | null, obstacle: string | null = null) {
	const input = {
		key: "conversion",
		label: "Purchase",
		kind: "conversion" as const,
		trait: "plan",
		groups:
			groups?.map(([value, treated, holdout]) => ({
				value,
				rows: [
					{ epoch: 1, arm: "treated" as const, sample: shareSample(...treated) },
					{ epoch: 1, arm: "holdout" as const, sample: shareSample(...holdout) },
				],
			})) ?? null,
	};
	const found = compareSlices(input, once, obstacle);
	if (!found.known) throw new Error(found.reason);
	return found.figure;
}

describe("compareSlices", () => {
	it("compares each slice with its own holdout, the largest first and those without the trait last", () => {
		const { rows, sentence } = read([
			[null, [900, 90], [100, 10]],
			["free", [900, 90], [100, 10]],
			["pro", [4500, 900], [500, 50]],
			["tiny", [400, 80], [LEAST_OF_SLICE - 1, 0]],
		]);
		expect(rows.map(({ name, shown }) => [name, shown])).toEqual([
			["pro", "up"],
			["free", null],
			["tiny", null],
			["Unknown", null],
		]);
		expect(rows[2]).toMatchObject({
			p: null,
			metric: {
				difference: { known: false, reason: "Too few people: 49 held out, at least 50 are needed." },
			},
		});
		expect(sentence).toBe(
			"Better than its holdout: “pro”. That one slice is shown and another is not does not mean that they differ.",
		);
	});

	it("puts what is beyond twelve values into one slice, exactly, and never one value alone", () => {
		const groups = (count: number): Group[] =>
			Array.from({ length: count }, (_, i) => [`v${i}`, [1000 - i, 100], [200, 20]]);
		expect(read(groups(MAX_SLICES + 1)).rows.map(({ name }) => name)).not.toContain("Other (1 values)");
		const { rows } = read(groups(MAX_SLICES + 5));
		expect(rows).toHaveLength(MAX_SLICES + 1);
		expect(rows.at(-1)).toMatchObject({
			name: "Other (5 values)",
			metric: {
				treated: { people: 5 * 1000 - (12 + 13 + 14 + 15 + 16), sum: 500 },
				holdout: { people: 1000 },
			},
		});
	});

	it("says why there are none, and concludes nothing where nothing may be concluded", () => {
		expect(() => read(null)).toThrow("“plan” has more than 200 values.");
		expect(read([]).sentence).toBe("No one's conversion window is complete yet.");
		expect(read([["a", [10, 1], [10, 1]]]).sentence).toBe("No slice has enough people to be compared.");
		expect(read([["a", [1000, 200], [500, 20]]], "A check failed.").sentence).toBe("A check failed.");
	});

	it("shows slices of which no more than 5 % are false on average, and finds those that are there", () => {
		const random = seededRandom(17);
		const draw = (people: number, share: number): [number, number] => {
			let did = 0;
			for (let i = 0; i < people; i++) if (random() < share) did++;
			return [people, did];
		};
		const runs = 400;
		let falseShare = 0;
		let found = 0;
		for (let run = 0; run < runs; run++) {
			// Three of ten slices have an effect.
			const groups = Array.from(
				{ length: 10 },
				(_, i): Group => [`v${i}`, draw(1200, i < 3 ? 0.3 : 0.2), draw(300, 0.2)],
			);
			const shown = read(groups).rows.filter((row) => row.shown !== null);
			const wrong = shown.filter(({ name }) => Number(name.slice(1)) >= 3).length;
			falseShare += wrong / Math.max(1, shown.length) / runs;
			found += (shown.length - wrong) / runs;
		}
		expect(falseShare).toBeLessThan(0.05 + 2.33 * Math.sqrt(0.05 / runs) * 0.5);
		expect(found).toBeGreaterThan(2);
	});
});
