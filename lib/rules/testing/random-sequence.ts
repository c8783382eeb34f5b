import fc from "fast-check";
import type { Duration, PropertyGroup, SequenceLeaf, SequenceStep } from "@/lib/rules/rule";
import { propertyGroup, randomWindow } from "@/lib/rules/testing/random-rule";

export const sequenceShapes = [
	"plain",
	"total",
	"leading",
	"between",
	"ownTime",
	"trailing",
	"everything",
] as const;
export type SequenceShape = (typeof sequenceShapes)[number];

const event = fc.constantFrom("Order Completed", "Page Viewed");
/** Data crowds at such distances from the evaluated instants. */
const length: fc.Arbitrary<Duration> = fc.oneof(
	fc.record({
		amount: fc.constantFrom(1, 2, 7, 14, 30),
		unit: fc.constantFrom("days", "weeks"),
	}),
	fc.record({ amount: fc.constantFrom(1, 2, 7, 14, 30), unit: fc.constantFrom("minutes", "hours") }),
	fc.record({ amount: fc.constantFrom(52, 104), unit: fc.constant("weeks" as const) }),
);
/** Where several events of one person lie just so far apart. */
const tight: fc.Arbitrary<Duration> = fc.record({
	amount: fc.constantFrom(1, 1, 2),
	unit: fc.constantFrom("minutes", "hours", "days"),
});
const where: fc.Arbitrary<PropertyGroup | undefined> = fc.oneof(
	{ weight: 2, arbitrary: fc.constant(undefined) },
	{ weight: 1, arbitrary: propertyGroup },
);

function step(isNot: boolean, within: fc.Arbitrary<Duration | undefined>): fc.Arbitrary<SequenceStep> {
	return fc.record({ event, where, within }).map(({ event: name, where: filters, within: time }) => ({
		event: name,
		...(isNot ? { not: true } : {}),
		...(filters && name === "Order Completed" ? { where: filters } : {}),
		...(time ? { within: time } : {}),
	}));
}

const never = fc.constant(undefined);
const maybe = fc.option(length, { nil: undefined });
const has = (shape: SequenceShape, ...shapes: SequenceShape[]) =>
	shape === "everything" ? fc.boolean() : fc.constant(shapes.includes(shape));

/** A sequence that the check lets pass, of one shape. */
export function randomSequenceLeaf(
	shape: SequenceShape,
	operator: fc.Arbitrary<SequenceLeaf["operator"]> = fc.constantFrom("happened", "happened", "didNotHappen"),
): fc.Arbitrary<SequenceLeaf> {
	const limits = fc.record({
		positives:
			shape === "leading" || shape === "trailing"
				? fc.integer({ min: 1, max: 2 })
				: fc.integer({ min: 2, max: 3 }),
		hasTotal: has(shape, "total"),
		hasLeading: has(shape, "leading"),
		hasBetween: has(shape, "between"),
		hasOwnTime: has(shape, "ownTime"),
		hasTrailing: has(shape, "trailing"),
	});
	// In few windows and with few other times, times are met to the millisecond.
	const isTimed = shape === "total" || shape === "ownTime";
	return limits.chain(({ positives, hasTotal, hasLeading, hasBetween, hasOwnTime, hasTrailing }) => {
		const steps: fc.Arbitrary<SequenceStep>[] = hasLeading ? [step(true, never)] : [];
		for (let index = 0; index < positives; index++) {
			if (index > 0 && hasBetween) steps.push(step(true, never));
			if (index > 0 && hasOwnTime && !hasTotal) steps.push(step(true, tight));
			steps.push(step(false, index === 0 || shape === "total" ? never : shape === "ownTime" ? tight : maybe));
		}
		// A sequence has eight steps at most.
		const endsInNot = hasTrailing && steps.length < 8;
		if (endsInNot) steps.push(step(true, length));
		if (steps.length === 1) steps.push(step(false, maybe));
		const isLong = steps.length > 1 && (positives > 1 || (!hasLeading && !endsInNot));
		return fc
			.record({
				operator,
				steps: fc.tuple(...steps),
				window: fc.oneof(
					{ weight: isTimed ? 10 : 2, arbitrary: fc.constant({ kind: "any" } as const) },
					{ weight: 5, arbitrary: randomWindow },
				),
				withinTotal: length,
				soFar: fc.boolean(),
			})
			.map(({ withinTotal, soFar, ...rest }) => ({
				kind: "sequence",
				field: "sequence",
				value: true,
				...rest,
				...(hasTotal && isLong ? { withinTotal } : {}),
				...(endsInNot && soFar ? { soFar } : {}),
			}));
	});
}
