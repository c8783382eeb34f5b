import fc from "fast-check";
import type { OperatorId } from "@/lib/rules/catalog";
import type { BirthLeaf, OperandValue } from "@/lib/rules/rule";

const years = fc.constantFrom(0, 1, 2, 17, 18, 19, 30, 31, 36);

/** A question about birthdays or ages, with one operator. */
export function randomBirthLeaf(field: BirthLeaf["field"], operator: OperatorId): fc.Arbitrary<BirthLeaf> {
	const values: Partial<Record<OperatorId, fc.Arbitrary<OperandValue>>> = {
		isSet: fc.constant(null),
		isNotSet: fc.constant(null),
		anniversary: fc.constantFrom(0, 1, 3, 30, 365),
		between: fc.tuple(years, years).map((pair) => pair.sort((a, b) => a - b)),
	};
	return (values[operator] ?? years).map((value) => ({ kind: "birth", field, operator, value }));
}
