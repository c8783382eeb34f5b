import { z } from "zod";
import { assertNever } from "@/lib/kernel/assert-never";
import { storableText } from "@/lib/kernel/input-text";
import type { ValueType } from "@/lib/rules/catalog";
import { eventWindow, propertyGroup, segmentRule } from "@/lib/rules/rule";
import { ruleLimits } from "@/lib/rules/rule-limits";
import { type Formula, formula, formulaType } from "@/lib/traits/formula";

export const traitKinds = ["aggregate", "formula", "score", "stage"] as const;
export type TraitKind = (typeof traitKinds)[number];

/** As many values as a unique list keeps: the first by code point. */
export const listLimit = 100;
export const definitionLimits = { scored: 30, stages: 12, points: 1000, halfLifeDays: 365 } as const;

const name = storableText.min(1, "must name something").max(ruleLimits.name);

/** What is measured of the events. A list property is measured item by item. */
export const traitMeasure = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("count") }),
	z.object({ kind: z.enum(["sum", "avg", "min", "max"]), property: name }),
	/** When the first or last of the events happened. */
	z.object({ kind: z.enum(["firstTime", "lastTime"]) }),
	/** The property at the first or last event that has it; at one instant the message id decides. */
	z.object({
		kind: z.enum(["first", "last"]),
		property: name,
		type: z.enum(["string", "number", "boolean", "date"]),
	}),
	/** Of values that are equally frequent the smallest. */
	z.object({
		kind: z.literal("mostFrequent"),
		property: name,
		type: z.enum(["string", "number", "boolean", "list"]),
	}),
	z.object({ kind: z.literal("uniqueList"), property: name, type: z.enum(["string", "list"]) }),
	z.object({
		kind: z.literal("uniqueCount"),
		property: name,
		type: z.enum(["string", "number", "boolean", "date", "list"]),
	}),
]);
export type TraitMeasure = z.infer<typeof traitMeasure>;
export type MeasureKind = TraitMeasure["kind"];

export const aggregateDefinition = z.object({
	kind: z.literal("aggregate"),
	event: name,
	where: propertyGroup.optional(),
	window: eventWindow,
	measure: traitMeasure,
});
export type AggregateDefinition = z.infer<typeof aggregateDefinition>;

export const formulaDefinition = z.object({ kind: z.literal("formula"), formula });
export type FormulaDefinition = { kind: "formula"; formula: Formula };

/**
 * Points for every event, which lose half their worth every half-life. Age is counted in days of the workspace's
 * calendar, so that points fade at midnight and new events count at once. Rounded to one decimal.
 */
export const scoreDefinition = z.object({
	kind: z.literal("score"),
	events: z
		.array(
			z.object({
				event: name,
				where: propertyGroup.optional(),
				points: z
					.number()
					.int("must be a whole number")
					.min(-definitionLimits.points)
					.max(definitionLimits.points),
			}),
		)
		.min(1, "Add an event that earns points")
		.max(definitionLimits.scored),
	/** Null: points never fade. */
	halfLifeDays: z.number().int().min(1).max(definitionLimits.halfLifeDays).nullable(),
	window: eventWindow,
});
export type ScoreDefinition = z.infer<typeof scoreDefinition>;

/** A person's stage is the first one whose rule holds; if none does, no stage. */
export const stageDefinition = z.object({
	kind: z.literal("stage"),
	stages: z
		.array(z.object({ name: name.max(60), rule: segmentRule }))
		.min(1, "Add a stage")
		.max(definitionLimits.stages),
});
export type StageDefinition = z.infer<typeof stageDefinition>;

/** How a computed trait is calculated. `checkDefinition` decides whether it is valid in a workspace. */
export const traitDefinition = z
	.discriminatedUnion("kind", [aggregateDefinition, formulaDefinition, scoreDefinition, stageDefinition])
	.meta({ id: "TraitDefinition" });
export type TraitDefinition = z.infer<typeof traitDefinition>;

export function measureType(measure: TraitMeasure): ValueType {
	switch (measure.kind) {
		case "firstTime":
		case "lastTime":
			return "date";
		case "first":
		case "last":
			return measure.type;
		case "mostFrequent":
			return measure.type === "list" ? "string" : measure.type;
		case "uniqueList":
			return "list";
		default:
			return "number";
	}
}

/** The value type of a checked definition. */
export function definitionType(definition: TraitDefinition): ValueType {
	switch (definition.kind) {
		case "aggregate":
			return measureType(definition.measure);
		case "formula":
			return formulaType(definition.formula);
		case "score":
			return "number";
		case "stage":
			return "string";
		default:
			return assertNever(definition);
	}
}

/** Whether someone without a single such event has the value 0 (they have none otherwise). */
export function countsNothing(measure: TraitMeasure): boolean {
	return measure.kind === "count" || measure.kind === "sum" || measure.kind === "uniqueCount";
}
