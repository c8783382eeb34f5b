import { z } from "zod";
import { campaignStatus } from "@/lib/campaigns/campaign-status";
import { confidence } from "@/lib/campaigns/confidence";
import { globalHoldoutGroup } from "@/lib/campaigns/global-holdout-contracts";
import { metricKinds } from "@/lib/campaigns/metric-kinds";
import { metricRole } from "@/lib/campaigns/metrics";
import { arms } from "@/lib/holdouts/assign-arm";
import { idSchema } from "@/lib/kernel/ids";
import { lateChange } from "@/lib/lift/late-change";
import { liftObstacle } from "@/lib/lift/lift-obstacle";
import { metricUnit } from "@/lib/lift/metric-unit";
import { peopleCount } from "@/lib/workspaces/people-count";

export const metricKind = z.enum([...metricKinds, "ratio"]);
export type MetricKind = z.infer<typeof metricKind>;

/** value ± interval; shares are fractions, values are in the campaign's currency. */
export const liftEstimate = z.object({
	value: z.number(),
	se: z.number(),
	low: z.number(),
	high: z.number(),
	p: z.number().nullable(),
});
export type LiftEstimate = z.infer<typeof liftEstimate>;

const range = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type LiftRange = z.infer<typeof range>;

/** A figure that may be unknown: then `reason` explains why, in a sentence for the screen. */
const known = <T extends z.ZodType>(schema: T) =>
	z.union([
		z.object({ known: z.literal(true), figure: schema }),
		z.object({ known: z.literal(false), reason: z.string() }),
	]);
export type Known<T> = { known: true; figure: T } | { known: false; reason: string };

const armFigures = z.object({
	people: z.number().int(),
	sum: z.number(),
	/**
	 * Null when the arm has no one. Over several epochs each counts with its treated people, as in the
	 * difference, so that the means of the arms differ by it.
	 */
	mean: z.number().nullable(),
	/** Interval of the arm's own mean, for pictures; null below two people, and where all have one value. */
	low: z.number().nullable(),
	high: z.number().nullable(),
});
export type ArmFigures = z.infer<typeof armFigures>;

export const metricReadOut = z.object({
	key: z.string(),
	label: z.string(),
	kind: metricKind,
	isPrimary: z.boolean(),
	role: metricRole,
	unit: metricUnit,
	/** Whether more of it is better. */
	better: z.enum(["up", "down"]),
	/** Measured on the campaign's goal, or imported with it: what was added and what it cost is of these alone. */
	isOfGoal: z.boolean(),
	/** Its events without a usable number, which count as 0. */
	unusable: z.number().int(),
	/**
	 * Of a guardrail, whether harm is shown: one-sided at the campaign's α. `least` is how much worse it is at least; null
	 * where no harm is shown, or it is unknown.
	 */
	guardrail: z
		.object({ harm: z.enum(["shown", "not_shown", "unknown"]), least: z.number().nullable() })
		.nullable(),
	treated: armFigures,
	holdout: armFigures,
	difference: known(liftEstimate),
	relative: known(liftEstimate),
	/** How the interval of the difference was computed. */
	method: z.enum(["welch", "randomization", "unpooled", "newcombe", "delta", "always_valid"]),
	/** Each epoch by itself; empty where there was only one. */
	epochs: z.array(
		z.object({
			epoch: z.number().int(),
			treated: armFigures,
			holdout: armFigures,
			difference: known(liftEstimate),
		}),
	),
	/** People of epochs in which no one was held out: no difference speaks of them. */
	leftOut: z.number().int(),
	/** One person who makes most of a group's total; null for conversions. */
	dominant: z.object({ arm: z.enum(arms), value: z.number(), share: z.number() }).nullable(),
	/** Share of the difference's variance that a covariate explained and that was taken off (CUPED); null where none was. */
	removed: z.number().nullable(),
	/**
	 * p after Holm's correction over the secondary metrics that have one; null for the primary metric, which needs none, and
	 * for intervals without a p value.
	 */
	holm: z.number().nullable(),
	/**
	 * With a flat prior: the chance that the treated do better, and what going on loses on average, per person, where they do
	 * not. Null where the difference is unknown or not normal.
	 */
	bayes: z.object({ chance: z.number(), expectedLoss: z.number() }).nullable(),
});
export type MetricReadOut = z.infer<typeof metricReadOut>;

const seriesPoint = z.object({
	day: z.number().int(),
	treated: armFigures,
	holdout: armFigures,
	difference: known(liftEstimate),
});
export type SeriesPoint = z.infer<typeof seriesPoint>;

const series = z.object({ metric: z.string(), points: z.array(seriesPoint) });
export type LiftSeries = z.infer<typeof series>;

/** What all campaigns together added, against the people none of them reaches. */
export const programmeReadOut = z.object({
	asOf: z.iso.datetime(),
	group: globalHoldoutGroup,
	/** A rotation has just been: outcomes do not count yet. */
	isWashingOut: z.boolean(),
	/** Known people who may be reached, who are held out of everything, and who are left out of the comparison. */
	people: z.object({ reached: peopleCount, heldOut: peopleCount, leftOut: peopleCount }),
	/** Whether the group was released: then its interval is read once; else it may be read at any time. */
	isFinal: z.boolean(),
	metrics: z.array(metricReadOut),
	incrementalConversions: known(range),
	incrementalValue: known(range),
});
export type ProgrammeReadOut = z.infer<typeof programmeReadOut>;

export const healthStates = ["good", "warning", "failed", "unknown"] as const;
const healthCheck = z.object({
	name: z.enum(["split", "variants", "leak", "merges", "times", "outcomes", "values", "windows"]),
	state: z.enum(healthStates),
	sentence: z.string(),
});
export type HealthCheck = z.infer<typeof healthCheck>;

export const verdictKinds = [
	"expand",
	"keep",
	"keep_collecting",
	"change",
	"hold",
	"retire",
	"inconclusive",
	"invalid",
	"as_expected",
] as const;
export const verdict = z.object({
	kind: z.enum(verdictKinds),
	/** The verdict in one short sentence. */
	headline: z.string(),
	/** The same with the figures behind it. */
	sentence: z.string(),
});
export type Verdict = z.infer<typeof verdict>;

/** A group of people compared with the people held out, as one of several. */
const comparedGroup = z.object({
	key: z.string(),
	name: z.string(),
	/** Its interval is at the level at which it decides as the corrected p does. */
	metric: metricReadOut,
	p: z.number().nullable(),
	/** p after the correction for the number of groups; both null while the difference is unknown. */
	adjusted: z.number().nullable(),
	/** Where the interval leaves out zero: on which side the group is. */
	shown: z.enum(["up", "down"]).nullable(),
});
export type ComparedGroup = z.infer<typeof comparedGroup>;

const namedGroup = comparedGroup.pick({ key: true, name: true });

const variants = z.object({
	/** Of the primary metric. */
	label: z.string(),
	/** Against the people held out, in the campaign's order. */
	rows: z.array(comparedGroup),
	/** Each two of them, the first against the second. */
	pairs: z.array(
		comparedGroup
			.pick({ p: true, adjusted: true, shown: true })
			.extend({ one: namedGroup, other: namedGroup, difference: known(liftEstimate) }),
	),
	/** Shown to beat every other variant and the holdout. */
	winner: z.string().nullable(),
	/** With the highest estimate, which as the best of several is likely too high. */
	best: z.string().nullable(),
	sentence: z.string(),
});
export type VariantsReadOut = z.infer<typeof variants>;

const slices = z.object({
	/** What people are told apart by, as it was when they were assigned. */
	trait: z.string(),
	/** Of the primary metric. */
	label: z.string(),
	/** Each against its own people held out; the largest first, then others together, then those without the trait. */
	rows: z.array(comparedGroup),
	sentence: z.string(),
});
export type SlicesReadOut = z.infer<typeof slices>;

const money = z.object({
	costPerIncrementalConversion: known(range),
	/** Incremental value per unit of cost. */
	incrementalReturn: known(range),
	/** What an attribution report would say: everything treated people did, as if they had done nothing otherwise. */
	attributedConversions: known(z.number()),
	attributedValue: known(z.number()),
	attributedReturn: known(z.number()),
	valuePerRecipient: known(z.number()),
});

export const liftReadOut = z.object({
	campaign: z.object({
		id: idSchema("cmp"),
		name: z.string(),
		status: campaignStatus,
		/** No one was sent anything: the difference is expected to be zero. */
		isAaTest: z.boolean(),
		goalEvent: z.string().nullable(),
		valueProperty: z.string().nullable(),
		currency: z.string(),
		windowDays: z.number().int(),
		/** What was spent up to `asOf` where costs are kept per day, else the total that was typed. */
		costCents: z.number().int().nullable(),
		/** The last day with a cost; null where only a total is known. */
		costThrough: z.string().nullable(),
		launchedAt: z.iso.datetime().nullable(),
		endedAt: z.iso.datetime().nullable(),
	}),
	asOf: z.iso.datetime(),
	/** fixed: one look, at the end. always_valid: valid at any time; tuned at that many people. */
	interval: z.object({
		kind: z.enum(["fixed", "always_valid"]),
		tunedAt: z.number().nullable(),
		/** In percent: how sure each interval is to hold the truth. */
		confidence,
	}),
	people: z.object({
		treated: z.number().int(),
		holdout: z.number().int(),
		treatedOpen: z.number().int(),
		holdoutOpen: z.number().int(),
		/** When the last open window closes; null when none is open. */
		completeAt: z.iso.datetime().nullable(),
	}),
	metrics: z.array(metricReadOut),
	incrementalConversions: known(range),
	incrementalValue: known(range),
	money,
	/** What the people compared cost, in whole units of currency; null without a cost. */
	cost: z.number().nullable(),
	series: known(z.array(series)),
	/**
	 * The same figures adjusted for what people did before or were (CUPED). The verdict never comes from them, so that looking
	 * at both cannot choose it.
	 */
	adjusted: known(
		z.object({
			/** In words, after "adjusted for". */
			covariate: z.string(),
			metrics: z.array(metricReadOut),
			incrementalConversions: known(range),
			incrementalValue: known(range),
			money,
			series: known(z.array(series)),
		}),
	),
	/** Numeric traits that can be adjusted for instead. */
	traits: z.array(z.string()),
	/** Of the primary metric; null where the campaign has none, or where this role may not see them. */
	variants: variants.nullable(),
	/** Text and yes/no traits whose values the results can be read by. */
	sliceTraits: z.array(z.string()),
	/** By the trait asked for: exploratory, and no part of the verdict; null where none was. */
	slices: known(slices).nullable(),
	/**
	 * What the campaign will be able to show, and when, while there is no result yet; null once there is one.
	 */
	outlook: z
		.object({
			firstAnswerAt: z.iso.datetime(),
			/**
			 * Share of the assigned people who reached the goal in as many days before; null where no one
			 * did.
			 */
			baseRate: z.number().nullable(),
			/**
			 * The smallest increase of that share that would show; null where none would, or the share is
			 * unknown.
			 */
			leastLift: z.number().nullable(),
			/** Why none would; null where one would, or the share is unknown. */
			obstacle: liftObstacle.nullable(),
		})
		.nullable(),
	health: z.array(healthCheck),
	verdict,
	/** What arrived after the last window had closed, and what that changed; null where nothing did. */
	late: lateChange.nullable(),
});
export type LiftReadOut = z.infer<typeof liftReadOut>;

export const liftSummary = z.object({
	campaignId: idSchema("cmp"),
	name: z.string(),
	status: z.enum(["running", "ended", "imported"]),
	isAaTest: z.boolean(),
	asOf: z.iso.datetime(),
	verdict,
	treated: peopleCount,
	holdout: peopleCount,
	primary: metricReadOut.nullable(),
	incrementalValue: known(range),
	/** Of the incremental value: its standard error, and the treated people it is of; null while it is unknown. */
	valueBasis: z.object({ error: z.number(), people: z.number().int() }).nullable(),
	/** What the people compared cost, in whole units of currency; null without a cost. */
	cost: z.number().nullable(),
	/** Whose people it targets; null for an import. */
	segment: z.object({ id: idSchema("seg"), name: z.string() }).nullable(),
	/** When it was launched; an import, when it was imported. */
	startedAt: z.iso.datetime(),
	currency: z.string(),
	/** In percent: how sure its intervals are to hold the truth. */
	confidence,
	/** Null for an import. */
	launchedAt: z.iso.datetime().nullable(),
	/** Days from a person's assignment in which the goal counts. */
	windowDays: z.number().int(),
});
export type LiftSummary = z.infer<typeof liftSummary>;
