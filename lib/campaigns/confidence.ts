import { z } from "zod";

/** In percent: how sure the intervals of a campaign are to hold the truth. Fixed at launch. */
export const confidences = [90, 95, 99] as const;
export const DEFAULT_CONFIDENCE = 95;

export const confidence = z.literal(confidences, "Choose 90, 95 or 99 percent.");
export type Confidence = z.infer<typeof confidence>;

/** A stored level as one of those offered. */
export function readConfidence(stored: number): Confidence {
	return confidence.parse(stored);
}

/** How often an interval of this confidence misses the truth. */
export function alphaOf(percent: number): number {
	return (100 - percent) / 100;
}
