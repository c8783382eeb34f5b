import { z } from "zod";
import { storableText } from "@/lib/kernel/input-text";
import { calendarPeriods, durationUnits, operatorIds, valueTypes } from "@/lib/rules/catalog";
import { ruleLimits } from "@/lib/rules/rule-limits";

const text = storableText.max(ruleLimits.text);
const name = text.min(1, "must name something").max(ruleLimits.name);
const number = z.number();

export const duration = z.object({ amount: z.number().int().min(1), unit: z.enum(durationUnits) });
export type Duration = z.infer<typeof duration>;

/** From `from` to `to` units ago: the nearer end first, 0 is now. */
export const durationSpan = z.object({
	from: z.number().int().min(0),
	to: z.number().int().min(1),
	unit: z.enum(durationUnits),
});
export type DurationSpan = z.infer<typeof durationSpan>;

/** The allowed shapes of a value; `readComparison` decides which operator accepts which. */
export const operandValue = z.union([
	text,
	number,
	z.boolean(),
	z.array(text).max(ruleLimits.values),
	z.array(number).max(ruleLimits.values),
	duration,
	durationSpan,
	z.null(),
]);
export type OperandValue = z.infer<typeof operandValue>;

/** ISO text: a day (midnight in the workspace's zone) or an instant with its offset. */
const dateText = text;

export const eventWindow = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("any") }),
	/** asOf − D < time ≤ asOf */
	z.object({ kind: z.literal("last"), amount: z.number().int().min(1), unit: z.enum(durationUnits) }),
	/** time ≤ asOf − D */
	z.object({ kind: z.literal("before"), amount: z.number().int().min(1), unit: z.enum(durationUnits) }),
	/** asOf − to < time ≤ asOf − from, in units */
	durationSpan.extend({ kind: z.literal("ago") }),
	/** from ≤ time < to */
	z.object({ kind: z.literal("between"), from: dateText, to: dateText }),
	/** Since the beginning of today, of this week (Monday), month, quarter or year in the workspace's zone. */
	z.object({ kind: z.literal("this"), unit: z.enum(calendarPeriods) }),
	/** From the instant in a date trait on. Without the trait the condition is false, whatever it compares. */
	z.object({ kind: z.literal("sinceTrait"), trait: name }),
]);
export type EventWindow = z.infer<typeof eventWindow>;

export const eventAggregate = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("count") }),
	z.object({ kind: z.literal("distinctDays") }),
	z.object({ kind: z.literal("sum"), property: name }),
	z.object({ kind: z.literal("avg"), property: name }),
	z.object({ kind: z.literal("min"), property: name }),
	z.object({ kind: z.literal("max"), property: name }),
	z.object({ kind: z.literal("distinctValues"), property: name }),
	z.object({ kind: z.literal("daysSinceFirst") }),
	z.object({ kind: z.literal("daysSinceLast") }),
]);
export type EventAggregate = z.infer<typeof eventAggregate>;

const nodeKeys = {
	/** The builder's own handle of a node; means nothing to the engine. */
	id: z.string().max(100).optional(),
};

const comparisonKeys = {
	field: name,
	type: z.enum(valueTypes),
	operator: z.enum(operatorIds),
	value: operandValue,
	ignoreCase: z.boolean().optional(),
};

export const everyoneLeaf = z.object({
	...nodeKeys,
	kind: z.literal("everyone"),
	field: z.literal("everyone"),
	operator: z.literal("equals"),
	value: z.literal(true),
});
export type EveryoneLeaf = z.infer<typeof everyoneLeaf>;

export const traitLeaf = z.object({ ...nodeKeys, kind: z.literal("trait"), ...comparisonKeys });
export type TraitLeaf = z.infer<typeof traitLeaf>;

export const propertyLeaf = z.object({ ...nodeKeys, kind: z.literal("property"), ...comparisonKeys });
export type PropertyLeaf = z.infer<typeof propertyLeaf>;

const groupKeys = {
	...nodeKeys,
	kind: z.undefined().optional(),
	combinator: z.enum(["and", "or"]),
	not: z.boolean().optional(),
	/** What its author calls it; means nothing to the engine. */
	label: z.string().max(120).optional(),
};

export const propertyGroup = z
	.object({
		...groupKeys,
		get rules() {
			return z.array(propertyNode).max(ruleLimits.leaves);
		},
	})
	.meta({ id: "PropertyFilters" });
const propertyNode: z.ZodType<PropertyNode> = z.lazy(() => z.union([propertyLeaf, propertyGroup]));
export type PropertyNode = PropertyLeaf | PropertyGroup;
export type PropertyGroup = {
	id?: string | undefined;
	kind?: undefined;
	combinator: "and" | "or";
	not?: boolean | undefined;
	label?: string | undefined;
	rules: PropertyNode[];
};

export const eventLeaf = z.object({
	...nodeKeys,
	kind: z.literal("event"),
	/** The event's name. */
	field: name,
	aggregate: eventAggregate,
	operator: z.enum(operatorIds),
	value: operandValue,
	window: eventWindow,
	/** Which of the events count. */
	where: propertyGroup.optional(),
});
export type EventLeaf = z.infer<typeof eventLeaf>;

/** Some of an event: by name, and past property filters. */
const eventChoice = z.object({ event: name, where: propertyGroup.optional() });
export type EventChoice = z.infer<typeof eventChoice>;

/** What a number computed from events is compared with. */
const numberComparison = { operator: z.enum(operatorIds), value: operandValue };

export const sequenceStep = eventChoice.extend({
	/** No such event in the gap between its neighbours; at the end, none within `within` of the step before. */
	not: z.boolean().optional(),
	/** At most this long after the step before; a trailing "not" must say it. */
	within: duration.optional(),
});
export type SequenceStep = z.infer<typeof sequenceStep>;

/** A, then (within T) B, then not C …: each step strictly later than the one before. Any choice of events will do. */
export const sequenceLeaf = z.object({
	...nodeKeys,
	kind: z.literal("sequence"),
	field: z.literal("sequence"),
	operator: z.enum(["happened", "didNotHappen"]),
	value: z.literal(true),
	steps: z.array(sequenceStep).min(2).max(8),
	/** Every event of the chain lies in it. */
	window: eventWindow,
	/** All steps within this long of the first. */
	withinTotal: duration.optional(),
	/** A trailing "not" whose time has not passed yet counts as kept. */
	soFar: z.boolean().optional(),
});
export type SequenceLeaf = z.infer<typeof sequenceLeaf>;

/** What people are ranked by. Who has no value, or none of the events, has no rank. */
export const rankMeasure = z.discriminatedUnion("kind", [
	eventChoice.extend({ kind: z.literal("event"), aggregate: eventAggregate, window: eventWindow }),
	z.object({ kind: z.literal("trait"), trait: name }),
]);
export type RankMeasure = z.infer<typeof rankMeasure>;

/** The best or the last P % (or N people) by a number; who ties with the last of them is in. */
export const rankLeaf = z.object({
	...nodeKeys,
	kind: z.literal("rank"),
	field: z.literal("rank"),
	operator: z.enum(["top", "bottom"]),
	value: number,
	unit: z.enum(["percent", "people"]),
	by: rankMeasure,
	/** Only members of this segment are ranked. */
	among: name.optional(),
});
export type RankLeaf = z.infer<typeof rankLeaf>;

/** Membership of another segment, as served; or having entered or left it recently. `field` is its id. */
export const segmentLeaf = z.object({
	...nodeKeys,
	kind: z.literal("segment"),
	field: name,
	operator: z.enum(["isMember", "isNotMember", "entered", "left"]),
	/** How long ago at most, for entered and left. */
	value: z.union([duration, z.null()]),
});
export type SegmentLeaf = z.infer<typeof segmentLeaf>;

/** Used so many of several features: how many of these events were done at least once. */
export const featureLeaf = z.object({
	...nodeKeys,
	kind: z.literal("feature"),
	field: z.literal("feature"),
	...numberComparison,
	events: z.array(eventChoice).min(1).max(30),
	window: eventWindow,
});
export type FeatureLeaf = z.infer<typeof featureLeaf>;

/** Sessions are runs of a person's events with at most the workspace's session gap of silence between them. */
export const sessionMeasure = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("count") }),
	/** Minutes from the first to the last event of the longest session. */
	z.object({ kind: z.literal("longestMinutes") }),
	/** Page views in the session that has most. */
	z.object({ kind: z.literal("mostPages") }),
	/** Times of an event in the session that has most of it. */
	eventChoice.extend({ kind: z.literal("mostOf") }),
	/** Seconds of activity the snippet reports, added up, on pages or screens of this name (any if absent). */
	z.object({ kind: z.literal("activeSeconds"), page: name.optional() }),
]);
export type SessionMeasure = z.infer<typeof sessionMeasure>;
export const sessionLeaf = z.object({
	...nodeKeys,
	kind: z.literal("session"),
	field: z.literal("session"),
	measure: sessionMeasure,
	...numberComparison,
	window: eventWindow,
});
export type SessionLeaf = z.infer<typeof sessionLeaf>;

/** The last D compared with the D before it: recent divided by earlier, or recent minus earlier. Nothing divided by nothing, and anything divided by nothing, is missing. */
export const trendLeaf = eventChoice.extend({
	...nodeKeys,
	kind: z.literal("trend"),
	field: z.literal("trend"),
	aggregate: eventAggregate,
	compared: z.enum(["ratio", "difference"]),
	...numberComparison,
	period: duration,
});
export type TrendLeaf = z.infer<typeof trendLeaf>;

export const situationAspects = ["device", "os", "app", "locale", "country", "region", "city"] as const;
/** Where and when: a fact of the latest event in a window that has it; an event at a local hour or weekday; an event near a point. */
export const situationTest = z.discriminatedUnion("kind", [
	z.object({
		kind: z.literal("latest"),
		aspect: z.enum(situationAspects),
		operator: z.enum(operatorIds),
		value: operandValue,
		ignoreCase: z.boolean().optional(),
	}),
	/** Hours of the workspace's day, 0 to 23, from ≤ hour < to; over midnight if from > to. */
	z.object({
		kind: z.literal("hours"),
		from: z.number().int().min(0).max(23),
		to: z.number().int().min(0).max(24),
	}),
	/** 1 is Monday. */
	z.object({ kind: z.literal("weekdays"), days: z.array(z.number().int().min(1).max(7)).min(1).max(7) }),
	z.object({
		kind: z.literal("near"),
		latitude: z.number().min(-90).max(90),
		longitude: z.number().min(-180).max(180),
		km: z.number().positive().max(20_000),
	}),
]);
export type SituationTest = z.infer<typeof situationTest>;
export const situationLeaf = z.object({
	...nodeKeys,
	kind: z.literal("situation"),
	field: z.literal("situation"),
	operator: z.enum(["is", "isNot"]),
	value: z.literal(true),
	test: situationTest,
	/** Only this event counts; any if absent. */
	event: name.optional(),
	window: eventWindow,
});
export type SituationLeaf = z.infer<typeof situationLeaf>;

export const engagementActions = [
	"sent",
	"delivered",
	"opened",
	"clicked",
	"converted",
	"unsubscribed",
] as const;
/** How often messages of a campaign (any if absent) were sent, opened … in a window. */
export const engagementLeaf = z.object({
	...nodeKeys,
	kind: z.literal("engagement"),
	field: z.enum(engagementActions),
	...numberComparison,
	campaign: name.optional(),
	channel: name.optional(),
	window: eventWindow,
});
export type EngagementLeaf = z.infer<typeof engagementLeaf>;

/** Whether the newest word on a purpose is yes. No word is a no. `field` is the purpose. */
export const consentLeaf = z.object({
	...nodeKeys,
	kind: z.literal("consent"),
	field: name,
	operator: z.enum(["granted", "notGranted"]),
	value: z.literal(true),
});
export type ConsentLeaf = z.infer<typeof consentLeaf>;

/** Someone on a stored list: one uploaded from a file, or the result of an admin's SELECT. `field` is its id. */
export const listLeaf = z.object({
	...nodeKeys,
	kind: z.literal("list"),
	field: name,
	operator: z.enum(["isOn", "isNotOn"]),
	value: z.literal(true),
});
export type ListLeaf = z.infer<typeof listLeaf>;

/**
 * A condition on an email address. The address itself is never stored in a rule: only its keyed hash and a
 * hint for the reader.
 */
export const contactLeaf = z.object({
	...nodeKeys,
	kind: z.literal("contact"),
	field: z.literal("email"),
	operator: z.enum(["isSet", "isNotSet", "equals", "notEquals", "domainIs", "domainIsNot", "domainEndsWith"]),
	value: z.union([z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), hint: text }), text, z.null()]),
});
export type ContactLeaf = z.infer<typeof contactLeaf>;

/** A birthday within so many days, or an age in whole years, out of a date of birth that the rule's readers never see. */
export const birthLeaf = z.object({
	...nodeKeys,
	kind: z.literal("birth"),
	field: z.enum(["birthday", "age"]),
	...numberComparison,
});
export type BirthLeaf = z.infer<typeof birthLeaf>;

export const ruleLeaf = z.discriminatedUnion("kind", [
	everyoneLeaf,
	traitLeaf,
	eventLeaf,
	sequenceLeaf,
	rankLeaf,
	segmentLeaf,
	featureLeaf,
	sessionLeaf,
	trendLeaf,
	situationLeaf,
	engagementLeaf,
	consentLeaf,
	listLeaf,
	contactLeaf,
	birthLeaf,
]);
export type RuleLeaf = z.infer<typeof ruleLeaf>;
export type LeafKindName = RuleLeaf["kind"];
export type RuleNode = RuleLeaf | RuleGroup;
export type RuleGroup = {
	id?: string | undefined;
	kind?: undefined;
	combinator: "and" | "or";
	not?: boolean | undefined;
	label?: string | undefined;
	rules: RuleNode[];
};

const ruleGroup: z.ZodType<RuleGroup> = z
	.object({
		...groupKeys,
		get rules() {
			return z.array(ruleNode).max(ruleLimits.leaves);
		},
	})
	.meta({ id: "SegmentRule" });
const ruleNode: z.ZodType<RuleNode> = z.lazy(() => z.union([ruleLeaf, ruleGroup]));

/**
 * A stored rule: a react-querybuilder `RuleGroupType` whose leaves are typed by `kind`. The builder edits it
 * directly. `evaluateRule` defines its meaning; `checkRule` decides whether it is valid in a workspace.
 */
export const segmentRule = ruleGroup;
export type SegmentRule = RuleGroup;
