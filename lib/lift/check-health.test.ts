import { describe, expect, it } from "vitest";
import { checkHealth } from "@/lib/lift/check-health";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { buildReadOut, type Situation } from "@/lib/lift/testing/build-read-out";

const healthy: Situation = {
	epochs: [
		{
			treated: { people: 9000, converters: 1800, worth: 50 },
			holdout: { people: 1000, converters: 200, worth: 50 },
		},
	],
};
const outcomes = (treated: number, holdout: number): ReadOutInput["outcomes"] => [
	{ arm: "treated", total: 1800, missing: treated, beyond: 0, early: 0 },
	{ arm: "holdout", total: 200, missing: holdout, beyond: 0, early: 0 },
];
const check = (name: string, change: Partial<ReadOutInput> = {}, situation: Situation = healthy) =>
	checkHealth({ ...buildReadOut(situation), ...change }).find((each) => each.name === name);

describe("checkHealth", () => {
	it("finds nothing wrong with a campaign as designed", () => {
		const states = checkHealth(buildReadOut(healthy)).map(({ name, state }) => [name, state]);
		expect(states).toEqual([
			["split", "good"],
			["leak", "good"],
			["outcomes", "good"],
		]);
	});

	it("calls the split of a finished campaign broken at one exact look, in words that fit one person", () => {
		const split = check(
			"split",
			{},
			{
				epochs: [{ treated: { people: 0, converters: 0 }, holdout: { people: 50, converters: 5 } }],
			},
		);
		expect(split).toMatchObject({ state: "failed" });
		expect(split?.sentence).toContain("50 of 50 people are held out; 5 were expected");
	});

	it("finds nothing to test in a cohort divided exactly at launch, but the loss of its people", () => {
		const cohort = (onRecord: { treated: number; holdout: number }) => ({
			design: [
				{ epoch: 1, holdoutShare: 0.1, cohort: { assigned: { treated: 8550, holdout: 950 }, onRecord } },
				{ epoch: 2, holdoutShare: 0.1, cohort: null },
			],
		});
		const people = (treated: number, holdout: number) => ({
			epochs: [{ treated: { people: treated, converters: 9 }, holdout: { people: holdout, converters: 9 } }],
		});
		const whole = cohort({ treated: 8550, holdout: 950 });
		expect(check("split", whole, people(8550, 950))).toEqual({
			name: "split",
			state: "good",
			sentence: "950 of 9,500 people are held out, exactly as divided at launch.",
		});
		// Two of the treated turned out to be one person.
		expect(check("split", whole, people(8549, 950))?.sentence).toBe(
			"950 of 9,499 people are held out; 950 were expected: within chance.",
		);
		const newcomers = {
			epochs: [...people(8550, 950).epochs, ...people(92, 8).epochs],
		};
		expect(check("split", whole, newcomers)?.sentence).toBe(
			"958 of 9,600 people are held out; 960 were expected: within chance.",
		);
		// Counting those of a global holdout as this campaign's.
		expect(check("split", whole, people(8550, 1450))?.state).toBe("failed");
		expect(check("split", cohort({ treated: 6840, holdout: 950 }), people(6840, 950))).toMatchObject({
			state: "failed",
			sentence:
				"1,710 treated and 0 held-out people of the 9,500 divided at launch are no longer on record: more of one group than chance would take.",
		});
		expect(check("split", cohort({ treated: 8541, holdout: 949 }), people(8541, 949))?.state).toBe("warning");
		expect(check("split", cohort({ treated: 8551, holdout: 950 }), people(8551, 950))).toMatchObject({
			state: "failed",
			sentence: "1 person is on record as assigned at launch who was not.",
		});
	});

	it("looks at a running one by a test that may be asked every hour", () => {
		// 2.6 standard errors: more than chance at one look, not at any of many.
		const epochs = [{ treated: { people: 8896, converters: 9 }, holdout: { people: 1104, converters: 9 } }];
		expect(check("split", {}, { epochs })?.state).toBe("failed");
		expect(check("split", {}, { epochs, status: "running" })?.state).toBe("good");
	});

	it.each([
		[0, "good"],
		[5, "warning"],
		[10, "failed"],
	])("with %i of 1,000 held-out people reached is %s", (reached, state) => {
		const path = {
			kind: "sync" as const,
			syncId: "syn_1",
			syncName: "Everyone",
			destinationName: "Meta",
			campaign: null,
			isSameAccount: true,
			isSameSegment: false,
			people: reached,
			since: "2026-03-03T00:00:00.000Z",
		};
		const leak = { reached, heldOut: 1_000, paths: reached === 0 ? [] : [path] };
		expect(check("leak", { leak })).toMatchObject({
			state,
			sentence: expect.stringContaining(
				reached === 0 ? "No held-out person" : "through the sync “Everyone” to Meta",
			),
		});
	});

	it("fails where outcomes are missing from one group more than from the other", () => {
		expect(check("outcomes", { outcomes: outcomes(0, 0) })?.state).toBe("good");
		expect(check("outcomes", { outcomes: outcomes(90, 10) })).toMatchObject({
			state: "warning",
			sentence: "100 of 2,000 goal events carry no number in amount; they count as 0.",
		});
		const failed = check("outcomes", { outcomes: outcomes(360, 4) });
		expect(failed?.state).toBe("failed");
		expect(failed?.sentence).toContain("20.0% of the treated and 2.0% of the held-out");
	});

	it("fails where a file lacks outcomes of many, even of both groups alike", () => {
		const imported: Situation = {
			status: "imported",
			epochs: [
				{
					treated: { people: 7000, converters: 900, missing: 2000 },
					holdout: { people: 780, converters: 90, missing: 220 },
				},
			],
		};
		expect(check("outcomes", {}, imported)).toMatchObject({ state: "failed" });
	});

	it("fails on people assigned in the future, and on outcomes from before their assignment", () => {
		const { people } = buildReadOut(healthy);
		expect(check("times")).toBeUndefined();
		const future = check("times", { people: people.map((row) => ({ ...row, future: 2 })) });
		expect(future).toMatchObject({ state: "failed" });
		expect(future?.sentence).toBe("4 people were assigned at a time that has not come yet.");
		const early = outcomes(0, 0).map((row) => ({ ...row, early: row.arm === "treated" ? 1 : 0 }));
		expect(check("times", { outcomes: early })?.sentence).toBe(
			"1 outcome was recorded before the person was assigned.",
		);
	});

	it("names numbers that no one can have spent", () => {
		const absurd = outcomes(0, 0).map((row) => ({ ...row, beyond: row.arm === "treated" ? 1 : 0 }));
		expect(check("values", { outcomes: absurd })).toMatchObject({
			state: "warning",
			sentence: "1 outcome carries a number beyond 1,000,000,000,000 and is left out.",
		});
	});

	it("counts who is merged across groups, and who is still within the window", () => {
		const { people } = buildReadOut(healthy);
		expect(check("merges", { people: people.map((row) => ({ ...row, contaminated: 1 })) })?.state).toBe(
			"warning",
		);
		expect(check("windows", { people: people.map((row) => ({ ...row, open: 1 })) })?.sentence).toContain(
			"2 people are within their 14 days",
		);
	});
});
