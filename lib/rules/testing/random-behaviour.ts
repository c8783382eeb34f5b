import fc from "fast-check";
import { type AggregateKind, aggregateOperators, aggregates, operatorsByType } from "@/lib/rules/catalog";
import type {
	EventChoice,
	FeatureLeaf,
	OperandValue,
	SessionLeaf,
	SessionMeasure,
	TrendLeaf,
} from "@/lib/rules/rule";
import { aggregate, propertyGroup, randomWindow } from "@/lib/rules/testing/random-rule";

/** A comparison with one of the bounds, which lie where random data falls. */
function compared(
	operators: readonly { id: FeatureLeaf["operator"]; operand: string }[],
	bounds: readonly number[],
) {
	const bound = fc.constantFrom(...bounds);
	return fc
		.tuple(fc.constantFrom(...operators), fc.tuple(bound, bound))
		.map(([{ id, operand }, pair]): { operator: FeatureLeaf["operator"]; value: OperandValue } => ({
			operator: id,
			value: operand === "none" ? null : operand === "pair" ? pair.toSorted((a, b) => a - b) : pair[0],
		}));
}

const counted = aggregateOperators("count");
const choice: fc.Arbitrary<EventChoice> = fc
	.record({
		event: fc.constantFrom("Order Completed", "Order Completed", "Page Viewed"),
		where: fc.option(propertyGroup, { nil: undefined, freq: 1 }),
	})
	.map(({ event, where }) => ({ event, ...(where && event === "Order Completed" ? { where } : {}) }));

/** How many of some features were used. */
export const randomFeatureLeaf: fc.Arbitrary<FeatureLeaf> = fc
	.record({
		compared: compared(counted, [0, 1, 1, 2, 3]),
		events: fc.array(choice, { minLength: 1, maxLength: 5 }),
		window: randomWindow,
	})
	.map(({ compared: comparison, ...rest }) => ({
		kind: "feature",
		field: "feature",
		...comparison,
		...rest,
	}));

export const sessionMeasures = ["count", "longestMinutes", "mostPages", "mostOf", "activeSeconds"] as const;

const measureOf: Record<SessionMeasure["kind"], fc.Arbitrary<SessionMeasure>> = {
	count: fc.constant({ kind: "count" }),
	longestMinutes: fc.constant({ kind: "longestMinutes" }),
	mostPages: fc.constant({ kind: "mostPages" }),
	mostOf: choice.map((chosen) => ({ kind: "mostOf", ...chosen })),
	activeSeconds: fc
		.option(fc.constantFrom("home", "pricing"), { nil: undefined })
		.map((page) => ({ kind: "activeSeconds", ...(page === undefined ? {} : { page }) })),
};

/** A number of a person's sessions. */
export function randomSessionLeaf(kind: SessionMeasure["kind"]): fc.Arbitrary<SessionLeaf> {
	const bounds = {
		count: [0, 1, 2, 3, 5, 8],
		activeSeconds: [0, 1, 2.5, 30],
		longestMinutes: [0, 1, 2, 7, 14, 30, 60],
	};
	return fc
		.record({
			measure: measureOf[kind],
			compared: compared(
				kind === "longestMinutes" ? counted.concat(operatorsByType.number.slice(-2)) : counted,
				kind === "mostPages" || kind === "mostOf" ? [0, 1, 1, 2, 3] : bounds[kind],
			),
			window: randomWindow,
		})
		.map(({ compared: comparison, ...rest }) => ({
			kind: "session",
			field: "session",
			...comparison,
			...rest,
		}));
}

/** Aggregates that can have a trend. */
export const trendAggregates = aggregates
	.map(({ kind }) => kind)
	.filter((kind) => !kind.startsWith("daysSince"));

/** The last stretch beside the one before. */
export function randomTrendLeaf(
	kind: AggregateKind,
	comparedAs: TrendLeaf["compared"],
): fc.Arbitrary<TrendLeaf> {
	const operators = operatorsByType.number.filter(({ operand }) => operand !== "many");
	return fc
		.record({
			aggregate: aggregate(kind),
			compared: compared(
				operators,
				comparedAs === "ratio" ? [0, 0.333333, 0.5, 1, 1, 2, 3] : [-2, -1, 0, 1, 1, 2.5],
			),
			period: fc.record({
				amount: fc.constantFrom(1, 2, 7, 14, 30),
				unit: fc.constantFrom("hours", "days", "weeks", "months", "years"),
			}),
			where: fc.option(propertyGroup, { nil: undefined, freq: 3 }),
		})
		.map(({ compared: comparison, where, ...rest }) => ({
			kind: "trend",
			field: "trend",
			event: "Order Completed",
			compared: comparedAs,
			...comparison,
			...rest,
			...(where ? { where } : {}),
		}));
}
