import { z } from "zod";
import { durationUnits, operatorIds, valueTypes } from "@/lib/segments/catalog";

/** Limits of one rule: past them it is refused, so that a question stays one a warehouse can answer. */
export const ruleLimits = {
	depth: 8,
	leaves: 100,
	values: 1000,
	text: 1000,
	name: 200,
	durationDays: 36_500,
} as const;

const text = z
	.string()
	.max(ruleLimits.text)
	.refine((value) => value.isWellFormed() && !value.includes("\0"), "must be well-formed text");
const name = text.min(1, "must name something").max(ruleLimits.name);
const number = z.number();

export const duration = z.object({ amount: z.number().int().min(1), unit: z.enum(durationUnits) });
export type Duration = z.infer<typeof duration>;

/** What a value may look like at all; which operator takes which is decided by `readComparison`. */
export const operandValue = z.union([
	text,
	number,
	z.boolean(),
	z.array(text).max(ruleLimits.values),
	z.array(number).max(ruleLimits.values),
	duration,
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
	/** from ≤ time < to */
	z.object({ kind: z.literal("between"), from: dateText, to: dateText }),
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
};

export const propertyGroup = z.object({
	...groupKeys,
	get rules() {
		return z.array(propertyNode).max(ruleLimits.leaves);
	},
});
const propertyNode: z.ZodType<PropertyNode> = z.lazy(() => z.union([propertyLeaf, propertyGroup]));
export type PropertyNode = PropertyLeaf | PropertyGroup;
export type PropertyGroup = {
	id?: string | undefined;
	kind?: undefined;
	combinator: "and" | "or";
	not?: boolean | undefined;
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

export type RuleLeaf = EveryoneLeaf | TraitLeaf | EventLeaf;
export type RuleNode = RuleLeaf | RuleGroup;
export type RuleGroup = {
	id?: string | undefined;
	kind?: undefined;
	combinator: "and" | "or";
	not?: boolean | undefined;
	rules: RuleNode[];
};

const ruleGroup: z.ZodType<RuleGroup> = z.object({
	...groupKeys,
	get rules() {
		return z.array(ruleNode).max(ruleLimits.leaves);
	},
});
const ruleNode: z.ZodType<RuleNode> = z.lazy(() => z.union([everyoneLeaf, traitLeaf, eventLeaf, ruleGroup]));

/**
 * A stored rule: a react-querybuilder `RuleGroupType` whose leaves are typed by `kind`. The builder edits it directly.
 * Its meaning is `evaluateRule`'s; whether it makes sense in a workspace is `checkRule`'s.
 */
export const segmentRule = ruleGroup;
export type SegmentRule = RuleGroup;
