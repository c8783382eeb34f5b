import { murmurHash3_32 } from "@/lib/kernel/hash";

/** Arms of a campaign. Every person assigned is in exactly one, for the campaign's life. */
export const arms = ["treated", "holdout"] as const;
export type Arm = (typeof arms)[number];

export const BUCKETS = 10_000;

/**
 * The bucket, 0 to 9 999, of a person in a campaign: a frozen hash of the campaign's salt and the person's number.
 * The warehouse computes the same (`bucketSql`); both are tested against vectors.json, which never changes.
 */
export function bucketOf(salt: string, uid: number): number {
	return murmurHash3_32(`${salt}:${uid}`) % BUCKETS;
}

/** The first `holdoutBp` buckets (1 bp = 0.01 %) are held out, the others treated. */
export function assignArm(salt: string, uid: number, holdoutBp: number): Arm {
	return bucketOf(salt, uid) < holdoutBp ? "holdout" : "treated";
}
