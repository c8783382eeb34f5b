import {
	type AssignedArm,
	BUCKETS,
	heldOutOf,
	splitGroups,
	type VariantShare,
	variantSizes,
} from "@/lib/holdouts/assign-arm";

/** Each arm and variant of a stratum has at least so many people; smaller ones are put together. */
export const LEAST_PER_GROUP = 10;
/** Values that are strata of their own, at most: the most frequent ones. */
export const MOST_VALUES = 20;
/** Into how many bands of equally many people a number is cut. */
export const bandLevels = [0.25, 0.5, 0.75] as const;

/** A person of a cohort with what they are balanced by; null where that is not known of them. */
export interface Labelled {
	uid: number;
	label: string | null;
}

/**
 * The strata of a cohort by number: 0 is everyone else, then each of the `labels`, and after them, if `hasUnknown`, people
 * without a label.
 */
export interface StrataKeys {
	labels: readonly string[];
	hasUnknown: boolean;
}

/** How many of each stratum are held out, and how many treated people get each variant; by the stratum's number. */
export interface StrataPlan {
	people: number[];
	heldOut: number[];
	variants: { key: string; people: number[] }[];
}

export interface SplitDesign {
	holdoutBp: number;
	variants: readonly VariantShare[];
}

/** People a value needs to be a stratum of its own: then its smallest group has enough. */
export function leastPeople({ holdoutBp, variants }: SplitDesign): number {
	const treated = 1 - holdoutBp / BUCKETS;
	const shares = [holdoutBp / BUCKETS, treated, ...variants.map((one) => (treated * one.weightBp) / BUCKETS)];
	return Math.ceil(LEAST_PER_GROUP / Math.min(...shares.filter((share) => share > 0)) - 1e-9);
}

/** Which values become strata: those with enough people, the most frequent first; all others are everyone else. */
export function chooseStrata(
	counts: readonly { label: string | null; people: number }[],
	design: SplitDesign,
): StrataKeys {
	const large = counts.filter(({ people }) => people >= leastPeople(design));
	return {
		labels: large
			.flatMap(({ label, people }) => (label === null ? [] : [{ label, people }]))
			.sort((a, b) => b.people - a.people || (a.label < b.label ? -1 : 1))
			.slice(0, MOST_VALUES)
			.map(({ label }) => label),
		hasUnknown: large.some(({ label }) => label === null),
	};
}

/** The number of a person's stratum. The warehouse computes the same (`stratumSql`). */
export function stratumOf({ labels, hasUnknown }: StrataKeys, label: string | null): number {
	if (label === null) return hasUnknown ? labels.length + 1 : 0;
	return labels.indexOf(label) + 1;
}

/**
 * How a cohort is divided within its strata: of each its share, rounded so that the totals are those of an undivided cohort.
 * What rounding leaves over goes to the largest remainders; of equal ones to the first stratum.
 */
export function planStrata(people: readonly number[], { holdoutBp, variants }: SplitDesign): StrataPlan {
	const all = sum(people);
	const heldOut = apportion(heldOutOf(all, holdoutBp), people);
	let left = people.map((size, index) => size - (heldOut[index] ?? 0));
	return {
		people: [...people],
		heldOut,
		variants: variantSizes(all - sum(heldOut), variants).map(({ key, people: total }) => {
			const share = apportion(total, left);
			left = left.map((size, index) => size - (share[index] ?? 0));
			return { key, people: share };
		}),
	};
}

/**
 * What a plan still needs where a part of the cohort was divided before (`done`), for the people `left` in each stratum. The
 * totals stay the plan's, also where people have changed strata since: then the strata come as near to it as they can.
 */
export function restOfPlan(plan: StrataPlan, done: StrataPlan): StrataPlan {
	const people = minus(plan.people, done.people);
	const heldOut = nearest(sum(plan.heldOut) - sum(done.heldOut), minus(plan.heldOut, done.heldOut), people);
	let left = minus(people, heldOut);
	const last = plan.variants.length - 1;
	return {
		people,
		heldOut,
		variants: plan.variants.map((variant, index) => {
			const before = done.variants.find(({ key }) => key === variant.key)?.people ?? [];
			// The last one takes whatever is left.
			const share =
				index === last
					? left
					: nearest(sum(variant.people) - sum(before), minus(variant.people, before), left);
			left = minus(left, share);
			return { key: variant.key, people: share };
		}),
	};
}

/** Parts that add up to `total`, or as near to it as possible, each between 0 and its `most`, near to what is `wanted`. */
function nearest(total: number, wanted: readonly number[], most: readonly number[]): number[] {
	const parts = wanted.map((part, index) => Math.min(Math.max(part, 0), most[index] ?? 0));
	const target = Math.min(Math.max(total, 0), sum(most));
	const missing = target - sum(parts);
	if (missing < 0) return minus(parts, apportion(-missing, parts));
	const more = apportion(missing, minus(most, parts));
	return parts.map((part, index) => part + (more[index] ?? 0));
}

function minus(all: readonly number[], less: readonly number[]): number[] {
	return all.map((one, index) => one - (less[index] ?? 0));
}

/**
 * Divides `total` by `sizes`, whole and by largest remainder (Hamilton's method); no part is larger than its size where the
 * total is no larger than all of them.
 */
export function apportion(total: number, sizes: readonly number[]): number[] {
	const all = sum(sizes);
	if (all === 0) return sizes.map(() => 0);
	const parts = sizes.map((size, index) => {
		const exact = BigInt(total) * BigInt(size);
		return { index, whole: Number(exact / BigInt(all)), remainder: Number(exact % BigInt(all)) };
	});
	const over = total - sum(parts.map(({ whole }) => whole));
	const more = new Set(
		parts
			.toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
			.slice(0, over)
			.map(({ index }) => index),
	);
	return parts.map(({ index, whole }) => whole + (more.has(index) ? 1 : 0));
}

/** The edges between bands of equally many people; one where several fall on the same number. */
export function bandEdges(values: readonly number[]): number[] {
	const sorted = [...values].sort((a, b) => a - b);
	return distinct(bandLevels.flatMap((level) => sorted[Math.floor(level * sorted.length)] ?? []));
}

/** Each edge once. */
export function distinct(edges: readonly number[]): number[] {
	return [...new Set(edges)];
}

/** The band of a number, as a label: how many edges it lies above. */
export function bandOf(edges: readonly number[], value: number): string {
	return String(edges.filter((edge) => value > edge).length);
}

/** A cohort divided within its strata: the reference of `assignStrataSql`. */
export function splitStrata(
	cohort: readonly Labelled[],
	design: SplitDesign & { salt: string },
): { keys: StrataKeys; plan: StrataPlan; arms: Map<number, AssignedArm> } {
	const counts = new Map<string | null, number>();
	for (const { label } of cohort) counts.set(label, (counts.get(label) ?? 0) + 1);
	const keys = chooseStrata(
		[...counts].map(([label, people]) => ({ label, people })),
		design,
	);
	const strata: number[][] = Array.from({ length: keys.labels.length + 2 }, () => []);
	for (const { uid, label } of cohort) strata[stratumOf(keys, label)]?.push(uid);
	const plan = planStrata(
		strata.map((uids) => uids.length),
		design,
	);
	const arms = strata.flatMap((uids, index) => [
		...splitGroups(uids, {
			salt: design.salt,
			heldOut: plan.heldOut[index] ?? 0,
			variants: plan.variants.map(({ key, people }) => ({ key, people: people[index] ?? 0 })),
		}),
	]);
	return { keys, plan, arms: new Map(arms) };
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((all, one) => all + one, 0);
}
