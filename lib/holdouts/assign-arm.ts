import { murmurHash3_32 } from "@/lib/kernel/hash";

/** Arms of a campaign. Every person assigned is in exactly one, for the campaign's life. */
export const arms = ["treated", "holdout"] as const;
export type Arm = (typeof arms)[number];

export const BUCKETS = 10_000;

/**
 * The bucket, 0 to 9 999, of a person in a campaign: a frozen hash of the campaign's salt and the person's number.
 * The warehouse computes the same (`assignSql`); both are tested against vectors.json, which never changes.
 */
export function bucketOf(salt: string, uid: number): number {
	return hashOf(salt, uid) % BUCKETS;
}

/** The first `holdoutBp` buckets (1 bp = 0.01 %) are held out, the others treated. */
export function assignArm(salt: string, uid: number, holdoutBp: number): Arm {
	return bucketOf(salt, uid) < holdoutBp ? "holdout" : "treated";
}

/** One of the ways in which treated people are addressed, with its share of them. */
export interface VariantShare {
	key: string;
	/** Of 10 000; the weights of a campaign's variants add up to that. */
	weightBp: number;
}

export interface AssignedArm {
	arm: Arm;
	/** Null for the holdout, and where a campaign has no variants. */
	variant: string | null;
}

/**
 * The salt of the second decision, which variant a treated person gets. Never the holdout's: people chosen by the first
 * hash are not spread evenly over the same hash.
 */
export function variantSalt(salt: string): string {
	return `${salt}:variant`;
}

/** The variant of a person who came after the launch: by buckets of the second hash. */
export function assignVariant(salt: string, uid: number, variants: readonly VariantShare[]): string | null {
	const bucket = bucketOf(variantSalt(salt), uid);
	return cumulative(variants).find(({ upTo }) => bucket < upTo)?.key ?? null;
}

/**
 * Divides a cohort that is known as a whole: held out are the ⌊n × share⌋ people with the lowest hashes (of equal ones, the
 * lower number), and each variant gets its share of the others, by the second hash, to the person.
 */
export function splitCohort(
	cohort: readonly number[],
	{ salt, holdoutBp, variants }: { salt: string; holdoutBp: number; variants: readonly VariantShare[] },
): Map<number, AssignedArm> {
	const heldOut = heldOutOf(cohort.length, holdoutBp);
	const sized = variantSizes(cohort.length - heldOut, variants);
	return splitGroups(cohort, { salt, heldOut, variants: sized });
}

/** How many of so many treated people each variant gets. */
export function variantSizes(
	treated: number,
	variants: readonly VariantShare[],
): { key: string; people: number }[] {
	let from = 0;
	return cumulative(variants).map(({ key, upTo }) => {
		const to = Math.floor((treated * upTo) / BUCKETS);
		const people = to - from;
		from = to;
		return { key, people };
	});
}

/** Divides people into groups of known sizes: the lowest hashes are held out, then each variant gets its number by the second. */
export function splitGroups(
	people: readonly number[],
	sizes: { salt: string; heldOut: number; variants: readonly { key: string; people: number }[] },
): Map<number, AssignedArm> {
	const ranked = byHash(sizes.salt, people);
	const treated = byHash(variantSalt(sizes.salt), ranked.slice(sizes.heldOut));
	const variantOf = sizes.variants.flatMap(({ key, people: count }) => Array<string>(count).fill(key));
	return new Map<number, AssignedArm>([
		...ranked.slice(0, sizes.heldOut).map((uid) => [uid, { arm: "holdout", variant: null }] as const),
		...treated.map((uid, rank) => [uid, { arm: "treated", variant: variantOf[rank] ?? null }] as const),
	]);
}

/** How many of a cohort a launch holds out: the share, rounded down. */
export function heldOutOf(people: number, holdoutBp: number): number {
	return Math.floor((people * holdoutBp) / BUCKETS);
}

/** Variants that get anyone, in order, each with the first bucket that is no longer its own. */
export function cumulative(variants: readonly VariantShare[]): { key: string; upTo: number }[] {
	let upTo = 0;
	return variants
		.filter(({ weightBp }) => weightBp > 0)
		.map(({ key, weightBp }) => {
			upTo += weightBp;
			return { key, upTo };
		});
}

function byHash(salt: string, uids: readonly number[]): number[] {
	return uids
		.map((uid) => ({ uid, hash: hashOf(salt, uid) }))
		.sort((a, b) => a.hash - b.hash || a.uid - b.uid)
		.map(({ uid }) => uid);
}

function hashOf(salt: string, uid: number): number {
	return murmurHash3_32(`${salt}:${uid}`);
}
