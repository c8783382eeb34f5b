import fc from "fast-check";
import { consentPurposes } from "@/lib/consent/purposes";
import { aggregateOperators, operatorsByType } from "@/lib/rules/catalog";
import {
	type ConsentLeaf,
	type ContactLeaf,
	type EngagementLeaf,
	engagementActions,
	type ListLeaf,
	type OperandValue,
	type SegmentLeaf,
	type SituationLeaf,
	type SituationTest,
	situationAspects,
} from "@/lib/rules/rule";
import { randomWindow } from "@/lib/rules/testing/random-rule";
import {
	addressHashes,
	campaigns,
	channels,
	domains,
	listIds,
	places,
	points,
	segmentIds,
} from "@/lib/rules/testing/world-facts";

const yes = fc.constant(true as const);

export function randomConsentLeaf(operator: ConsentLeaf["operator"]): fc.Arbitrary<ConsentLeaf> {
	return fc.record({
		kind: fc.constant("consent" as const),
		field: fc.constantFrom(...consentPurposes),
		operator: fc.constant(operator),
		value: yes,
	});
}

export function randomListLeaf(operator: ListLeaf["operator"]): fc.Arbitrary<ListLeaf> {
	return fc.record({
		kind: fc.constant("list" as const),
		field: fc.constantFrom(...listIds),
		operator: fc.constant(operator),
		value: yes,
	});
}

const length = fc.record({
	amount: fc.constantFrom(1, 2, 7, 14, 30, 365),
	unit: fc.constantFrom("minutes", "hours", "days", "weeks", "months"),
});

export function randomSegmentLeaf(operator: SegmentLeaf["operator"]): fc.Arbitrary<SegmentLeaf> {
	return fc.record({
		kind: fc.constant("segment" as const),
		field: fc.constantFrom(...segmentIds),
		operator: fc.constant(operator),
		value: operator === "entered" || operator === "left" ? length : fc.constant(null),
	});
}

/** An address condition: none, one replaced by its hash, or a domain. */
function contactValue(operator: ContactLeaf["operator"]): fc.Arbitrary<ContactLeaf["value"]> {
	if (operator === "isSet" || operator === "isNotSet") return fc.constant(null);
	if (operator === "equals" || operator === "notEquals") {
		return fc.constantFrom(...addressHashes).map((hash) => ({ hash, hint: "j…@example.com" }));
	}
	const ends = ["com", ".com", "example.org", "edu"];
	const spellings = domains.flatMap((domain) => [domain, domain.toUpperCase(), `@${domain}`]);
	return fc.constantFrom(...(operator === "domainEndsWith" ? ends : spellings));
}

export function randomContactLeaf(operator: ContactLeaf["operator"]): fc.Arbitrary<ContactLeaf> {
	return fc.record({
		kind: fc.constant("contact" as const),
		field: fc.constant("email" as const),
		operator: fc.constant(operator),
		value: contactValue(operator),
	});
}

export const countOperators = aggregateOperators("count").map(({ id }) => id);

export function randomEngagementLeaf(operator: EngagementLeaf["operator"]): fc.Arbitrary<EngagementLeaf> {
	const bound = fc.constantFrom(0, 1, 1, 2);
	const value: fc.Arbitrary<OperandValue> =
		operator === "between" ? fc.tuple(bound, bound).map((pair) => pair.sort((a, b) => a - b)) : bound;
	return fc
		.record({
			kind: fc.constant("engagement" as const),
			field: fc.constantFrom(...engagementActions),
			operator: fc.constant(operator),
			value,
			campaign: fc.option(fc.constantFrom(...campaigns), { nil: undefined }),
			channel: fc.option(fc.constantFrom(...channels), { nil: undefined }),
			window: randomWindow,
		})
		.map(({ campaign, channel, ...leaf }) => ({
			...leaf,
			...(campaign ? { campaign } : {}),
			...(channel ? { channel } : {}),
		}));
}

const textOperators = operatorsByType.string.map(({ id }) => id);
const latest: fc.Arbitrary<SituationTest> = fc.constantFrom(...textOperators).chain((operator) => {
	const operand = operatorsByType.string.find(({ id }) => id === operator)?.operand;
	const place = fc.constantFrom(...places);
	const value: fc.Arbitrary<OperandValue> =
		operand === "none"
			? fc.constant(null)
			: operand === "many"
				? fc.array(place, { minLength: 1, maxLength: 3 })
				: operand === "one"
					? place
					: fc.constantFrom("e", "D", "M", "ü", "^[A-Z]");
	return fc.record({
		kind: fc.constant("latest" as const),
		aspect: fc.constantFrom(...situationAspects),
		operator: fc.constant(operator),
		value,
		ignoreCase: fc.boolean(),
	});
});

const tests: { [Kind in SituationTest["kind"]]: fc.Arbitrary<SituationTest> } = {
	latest,
	hours: fc
		.record({
			kind: fc.constant("hours" as const),
			from: fc.integer({ min: 0, max: 23 }),
			to: fc.integer({ min: 0, max: 24 }),
		})
		.filter(({ from, to }) => from !== to),
	weekdays: fc.record({
		kind: fc.constant("weekdays" as const),
		days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
	}),
	near: fc
		.record({
			point: fc.constantFrom(...points),
			km: fc.constantFrom(0.5, 6.82, 8, 95, 96, 3_000, 17_000, 20_000),
		})
		.map(({ point, km }) => ({ kind: "near", ...point, km })),
};
// Safe because the keys of a mapped type are its kinds.
export const situationKinds = Object.keys(tests) as SituationTest["kind"][];

export function randomSituationLeaf(
	kind: SituationTest["kind"],
	operator: SituationLeaf["operator"],
): fc.Arbitrary<SituationLeaf> {
	return fc
		.record({
			kind: fc.constant("situation" as const),
			field: fc.constant("situation" as const),
			operator: fc.constant(operator),
			value: yes,
			test: tests[kind],
			event: fc.option(fc.constantFrom("Order Completed", "Page Viewed"), { nil: undefined }),
			window: randomWindow,
		})
		.map(({ event, ...leaf }) => ({ ...leaf, ...(event ? { event } : {}) }));
}
