import { birthdayFact } from "@/lib/profiles/birth-facts";
import { checkNumber } from "@/lib/rules/check/check-parts";
import { describeNumber, describeNumbers } from "@/lib/rules/describe/describe-parts";
import type { CheckRoom, LeafForm } from "@/lib/rules/leaf-kind";
import { ageOperators, birthdayOperators } from "@/lib/rules/leaves/birth/birth-operators";
import { readComparison } from "@/lib/rules/read-comparison";
import type { BirthLeaf, TraitLeaf } from "@/lib/rules/rule";

/**
 * A birthday or an age. The date of birth is in the vault; the warehouse has only what these conditions need,
 * and no screen shows it.
 */
export const birthForm: LeafForm<BirthLeaf> = {
	check: checkBirth,
	describe: describeBirth,
};

export function toTrait({ operator, value }: BirthLeaf): TraitLeaf {
	return { kind: "trait", field: birthdayFact, type: "date", operator, value };
}

function checkBirth(leaf: BirthLeaf, room: CheckRoom): void {
	const allowed = leaf.field === "age" ? ageOperators : birthdayOperators;
	if (!allowed.some(({ id }) => id === leaf.operator)) {
		room.report({ part: "operator", message: `"${leaf.operator}" is not asked of ${nameOf(leaf)}` });
	} else if (leaf.field === "age") {
		checkNumber(leaf, { isWhole: true }, room);
	} else {
		const read = readComparison(toTrait(leaf), room.timeZone);
		if (!read.ok) room.report({ part: read.problem.field, message: read.problem.message });
	}
}

function nameOf({ field }: BirthLeaf): string {
	return field === "age" ? "an age" : "a birthday";
}

function describeBirth({ field, operator, value }: BirthLeaf): string {
	if (operator === "isSet" || operator === "isNotSet") {
		return `whose date of birth is ${operator === "isSet" ? "known" : "not known"}`;
	}
	if (field === "age") return `whose age ${describeNumber({ operator, value })}`;
	if (value === 0) return "whose birthday is today";
	return `whose birthday is today or in the next ${describeNumbers(value) || "…"} ${value === 1 ? "day" : "days"}`;
}
