import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AssignedArm, splitCohort } from "@/lib/holdouts/assign-arm";
import {
	apportion,
	bandEdges,
	bandOf,
	chooseStrata,
	leastPeople,
	planStrata,
	restOfPlan,
	splitStrata,
} from "@/lib/holdouts/strata";
import vectors from "@/lib/holdouts/strata-vectors.json";

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const plain = { holdoutBp: 1000, variants: [] };
/** So many people of each label, numbered one after another. */
const cohortOf = (sizes: Record<string, number>, unknown = 0) => {
	const labels = [
		...Object.entries(sizes).flatMap(([label, people]) => Array<string>(people).fill(label)),
		...Array<null>(unknown).fill(null),
	];
	return labels.map((label, index) => ({ uid: index + 1, label }));
};

describe("apportion", () => {
	it("gives what rounding leaves over to the largest remainders, of equal ones to the first", () => {
		expect(apportion(10, [55, 25, 20])).toEqual([6, 2, 2]);
		expect(apportion(10, [26, 37, 37])).toEqual([2, 4, 4]);
		expect(apportion(2, [10, 10, 10])).toEqual([1, 1, 0]);
		expect(apportion(0, [3, 4])).toEqual([0, 0]);
		expect(apportion(0, [0, 0])).toEqual([0, 0]);
	});

	it("adds up, never exceeds a part, and is less than one away from the exact share", () => {
		fc.assert(
			fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 22 }), fc.nat(10_000), (sizes, bp) => {
				const all = sum(sizes);
				const total = Math.floor((all * bp) / 10_000);
				const parts = apportion(total, sizes);
				expect(sum(parts)).toBe(all === 0 ? 0 : total);
				for (const [index, part] of parts.entries()) {
					expect(part).toBeGreaterThanOrEqual(0);
					expect(part).toBeLessThanOrEqual(sizes[index] ?? 0);
					if (all > 0) expect(Math.abs(part - (total * (sizes[index] ?? 0)) / all)).toBeLessThan(1);
				}
			}),
		);
	});
});

describe("the strata of a cohort", () => {
	it("are the values with ten people in their smallest group; all others are one", () => {
		expect(leastPeople(plain)).toBe(100);
		expect(leastPeople({ holdoutBp: 2000, variants: [{ key: "a", weightBp: 500 }] })).toBe(250);
		expect(leastPeople({ holdoutBp: 0, variants: [] })).toBe(10);
		const counts = [
			{ label: "small", people: 99 },
			{ label: "b", people: 100 },
			{ label: "a", people: 100 },
			{ label: "c", people: 500 },
			{ label: null, people: 120 },
		];
		expect(chooseStrata(counts, plain)).toEqual({ labels: ["c", "a", "b"], hasUnknown: true });
		expect(chooseStrata([{ label: null, people: 99 }], plain)).toEqual({ labels: [], hasUnknown: false });
	});

	it("are at most the twenty most frequent values", () => {
		const counts = Array.from({ length: 30 }, (_, i) => ({ label: `v${i}`, people: 200 + i }));
		const { labels } = chooseStrata(counts, plain);
		expect(labels).toHaveLength(20);
		expect(labels[0]).toBe("v29");
	});

	it("are bands of equally many people for a number, fewer where many share one", () => {
		const edges = bandEdges(Array.from({ length: 100 }, (_, i) => i));
		expect(edges).toEqual([25, 50, 75]);
		expect([0, 25, 26, 75, 76].map((value) => bandOf(edges, value))).toEqual(["0", "0", "1", "2", "3"]);
		expect(bandEdges([0, 0, 0, 0, 0, 0, 1, 2])).toEqual([0, 1]);
		expect(bandEdges([])).toEqual([]);
	});
});

describe("the rest of a plan", () => {
	const variants = [
		{ key: "a", weightBp: 3000 },
		{ key: "b", weightBp: 7000 },
	];

	it("is what is missing in each stratum where no one changed", () => {
		const plan = planStrata([300, 200], { holdoutBp: 1000, variants });
		const done = {
			people: [150, 0],
			heldOut: [20, 0],
			variants: [
				{ key: "a", people: [81, 0] },
				{ key: "b", people: [49, 0] },
			],
		};
		expect(restOfPlan(plan, done)).toEqual({
			people: [150, 200],
			heldOut: [10, 20],
			variants: [
				{ key: "a", people: [0, 54] },
				{ key: "b", people: [140, 126] },
			],
		});
	});

	it("holds out fewer elsewhere where a stratum has too many already", () => {
		const plan = planStrata([100, 200, 200], { holdoutBp: 1000, variants: [] });
		const done = { people: [40, 0, 0], heldOut: [30, 0, 0], variants: [] };
		expect(restOfPlan(plan, done).heldOut).toEqual([0, 10, 10]);
	});

	it("keeps the plan's totals whenever they can be reached, and never divides anyone who is not there", () => {
		const size = fc.record({
			left: fc.nat(300),
			heldOut: fc.nat(60),
			a: fc.nat(150),
			b: fc.nat(150),
		});
		fc.assert(
			fc.property(fc.array(size, { minLength: 1, maxLength: 22 }), fc.nat(5000), (sizes, holdoutBp) => {
				const done = {
					people: sizes.map((one) => one.heldOut + one.a + one.b),
					heldOut: sizes.map((one) => one.heldOut),
					variants: [
						{ key: "a", people: sizes.map(({ a }) => a) },
						{ key: "b", people: sizes.map(({ b }) => b) },
					],
				};
				const left = sizes.map((one) => one.left);
				const plan = planStrata(
					left.map((people, index) => people + (done.people[index] ?? 0)),
					{ holdoutBp, variants },
				);
				const rest = restOfPlan(plan, done);
				const within = (total: number, most: number) => Math.min(Math.max(total, 0), most);
				expect(rest.people).toEqual(left);
				const heldOut = within(sum(plan.heldOut) - sum(done.heldOut), sum(left));
				expect(sum(rest.heldOut)).toBe(heldOut);
				const a = sum(plan.variants[0]?.people ?? []) - sum(done.variants[0]?.people ?? []);
				expect(sum(rest.variants[0]?.people ?? [])).toBe(within(a, sum(left) - heldOut));
				for (const [index, people] of left.entries()) {
					const parts = [rest.heldOut, ...rest.variants.map((one) => one.people)].map(
						(all) => all[index] ?? -1,
					);
					expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
					expect(sum(parts)).toBe(people);
				}
			}),
		);
	});
});

describe("splitStrata", () => {
	it("holds out exactly its share of each stratum and of all, and people without a value are their own", () => {
		const cohort = cohortOf({ pro: 500, free: 300, team: 40, old: 30 }, 137);
		const { keys, plan, arms } = splitStrata(cohort, { ...plain, salt: "spring" });
		expect(keys).toEqual({ labels: ["pro", "free"], hasUnknown: true });
		expect(plan.people).toEqual([70, 500, 300, 137]);
		expect(plan.heldOut).toEqual([7, 50, 30, 13]);
		const heldOut = cohort.filter(({ uid }) => arms.get(uid)?.arm === "holdout");
		expect(heldOut.filter(({ label }) => label === "pro")).toHaveLength(50);
		expect(heldOut.filter(({ label }) => label === null)).toHaveLength(13);
		expect(arms.size).toBe(cohort.length);
	});

	it("is the plain split where everyone is one stratum", () => {
		const cohort = cohortOf({ pro: 730 });
		const variants = [
			{ key: "a", weightBp: 3000 },
			{ key: "b", weightBp: 7000 },
		];
		const design = { salt: "summer", holdoutBp: 1300, variants };
		const { arms } = splitStrata(cohort, design);
		const whole = splitCohort(
			cohort.map(({ uid }) => uid),
			design,
		);
		for (const { uid } of cohort) expect(arms.get(uid)).toEqual(whole.get(uid));
	});

	it("has the totals of the plain split, and each group's share of each stratum, whatever the strata", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 22 }),
				fc.integer({ min: 0, max: 5000 }),
				fc.integer({ min: 0, max: 10_000 }),
				(people, holdoutBp, weightBp) => {
					const variants = [
						{ key: "a", weightBp },
						{ key: "b", weightBp: 10_000 - weightBp },
					].filter((one) => one.weightBp > 0);
					const plan = planStrata(people, { holdoutBp, variants });
					const heldOut = Math.floor((sum(people) * holdoutBp) / 10_000);
					expect(sum(plan.heldOut)).toBe(heldOut);
					const treated = people.map((size, index) => size - (plan.heldOut[index] ?? 0));
					for (const index of people.keys())
						expect(sum(plan.variants.map((one) => one.people[index] ?? -1))).toBe(treated[index]);
					const a = plan.variants.find(({ key }) => key === "a");
					if (a) expect(sum(a.people)).toBe(Math.floor((sum(treated) * weightBp) / 10_000));
				},
			),
		);
	});

	it("divides the frozen cohorts as ever", () => {
		for (const { salt, holdoutBp, variants, sizes, unknown, holdout, first } of vectors) {
			const cohort = cohortOf(Object.fromEntries(sizes.map(({ label, people }) => [label, people])), unknown);
			const { arms } = splitStrata(cohort, { salt, holdoutBp, variants });
			const of = (isOne: (one: AssignedArm) => boolean) =>
				[...arms].flatMap(([uid, one]) => (isOne(one) ? [uid] : [])).sort((a, b) => a - b);
			expect(of(({ arm }) => arm === "holdout")).toEqual(holdout);
			expect(of(({ variant }) => variant !== null && variant === variants[0]?.key)).toEqual(first);
		}
	});

	it("goes by the lowest hashes within a stratum", () => {
		const one = splitStrata(cohortOf({ pro: 300 }), { ...plain, salt: "autumn" });
		const two = splitStrata(cohortOf({ pro: 300, free: 300 }), { ...plain, salt: "autumn" });
		for (let uid = 1; uid <= 300; uid++) expect(two.arms.get(uid)).toEqual(one.arms.get(uid));
	});
});
