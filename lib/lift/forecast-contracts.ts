import { z } from "zod";
import { confidence, DEFAULT_CONFIDENCE } from "@/lib/campaigns/confidence";
import { previewCampaignInput } from "@/lib/campaigns/contracts";
import { maxVariants } from "@/lib/campaigns/variants";
import { idSchema } from "@/lib/kernel/ids";
import { liftObstacle } from "@/lib/lift/lift-obstacle";

export const forecastInput = z.object({
	...previewCampaignInput.pick({ segmentId: true, moreSegmentIds: true, excludedSegmentIds: true }).shape,
	destinationId: idSchema("dst"),
	/** Destinations of its variants: only people whom all of them reach are counted. */
	variantDestinationIds: z.array(idSchema("dst")).max(maxVariants).default([]),
	/** Of its variants: percent of the treated people each gets. */
	variantWeights: z.array(z.number().min(0).max(100)).max(maxVariants).default([]),
	holdoutBp: z.number().int().min(0).max(5000),
	goalEvent: z.string().min(1, "Choose the event that counts as success.").max(200),
	windowDays: z.number().int().min(1, "At least 1 day.").max(365, "At most 365 days."),
	effectWorthHaving: z.number().gt(0, "More than 0.").lte(1, "At most 100 points.").nullable().default(null),
	/** In percent: how sure the intervals are to hold the truth. */
	confidence: confidence.default(DEFAULT_CONFIDENCE),
	endsAt: z.iso.datetime().nullable().default(null),
});
export type ForecastInput = z.output<typeof forecastInput>;

const shareForecast = z.object({
	holdoutBp: z.number().int(),
	treated: z.number().int(),
	heldOut: z.number().int(),
	/** The smallest increase of the share reaching the goal that would show; null where none would. */
	leastLift: z.number().nullable(),
	/** never: no verdict is possible, for the reason in `obstacle`. */
	answer: z.enum(["yes", "never", "no_holdout"]),
	obstacle: liftObstacle.nullable(),
	/**
	 * How many reachable people would suffice for a result with this share, more than there are; null where
	 * no number does.
	 */
	peopleNeeded: z.number().int().nullable(),
	/**
	 * Days from the launch until the lift worth acting on would show, at the rate at which people enter; null where it would
	 * not within a year.
	 */
	daysToWorth: z.number().int().nullable(),
	/**
	 * Of a campaign with variants: the smallest difference that shows for every variant against the holdout, and between every
	 * two variants, each with Holm's correction for their number; null where none would. Null without variants.
	 */
	variants: z.object({ againstHoldout: z.number().nullable(), betweenTwo: z.number().nullable() }).nullable(),
});
export type ShareForecast = z.infer<typeof shareForecast>;

/** What a campaign will be able to show, before it is launched. */
export const liftForecast = z.object({
	asOf: z.iso.datetime(),
	/** People who can be reached now. */
	people: z.number().int(),
	/**
	 * Share of them that reaches the goal within the window anyway: measured over the previous days, or
	 * assumed.
	 */
	baseRate: z.object({
		rate: z.number(),
		source: z.enum(["segment", "everyone", "assumed"]),
		/** Why it is not the segment's own rate. */
		reason: z.string().nullable(),
	}),
	/** When the window of people in the segment at launch is over. */
	firstAnswerAt: z.iso.datetime(),
	/** The lift to detect: as given, or a tenth of the base rate and no more than half of what is left to gain. */
	worth: z.object({ effect: z.number(), isGiven: z.boolean() }),
	/** People who can be reached and enter the segment in a day, as in the four weeks before; null where that is not known. */
	enteringPerDay: z.number().nullable(),
	/** The shares offered, and the requested one. */
	shares: z.array(shareForecast),
	/** The smallest lift that shows, for shares up to half, in order; null where none would. */
	curve: z.array(z.object({ holdoutBp: z.number().int(), leastLift: z.number().nullable() })),
	/**
	 * The offered share that shows the lift worth acting on soonest, the smallest of several; else the most sensitive one;
	 * null where none gives a result.
	 */
	recommendedBp: z.number().int().nullable(),
});
export type LiftForecast = z.infer<typeof liftForecast>;
