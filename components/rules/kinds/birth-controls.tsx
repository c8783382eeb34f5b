"use client";

import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { InlineNumber } from "@/components/rules/controls/inline-number";
import { NumberComparison } from "@/components/rules/controls/number-comparison";
import { numberOf } from "@/components/rules/controls/number-pair";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { ageOperators } from "@/lib/rules/leaves/birth/birth-operators";
import type { BirthLeaf } from "@/lib/rules/rule";

type Question = "within" | "age" | "known" | "unknown";

const questions: readonly { value: Question; label: string }[] = [
	{ value: "within", label: "whose birthday is within" },
	{ value: "age", label: "whose age" },
	{ value: "known", label: "whose date of birth is known" },
	{ value: "unknown", label: "whose date of birth is not known" },
];

const yearsOperators = ageOperators.filter(({ id }) => id !== "isSet" && id !== "isNotSet");

function questionOf({ field, operator }: BirthLeaf): Question {
	if (operator === "isSet") return "known";
	if (operator === "isNotSet") return "unknown";
	return field === "age" ? "age" : "within";
}

function ask(leaf: BirthLeaf, question: Question): BirthLeaf {
	switch (question) {
		case "within":
			return { ...leaf, field: "birthday", operator: "anniversary", value: 7 };
		case "age":
			return { ...leaf, field: "age", operator: ">=", value: 18 };
		case "known":
			return { ...leaf, field: "birthday", operator: "isSet", value: null };
		case "unknown":
			return { ...leaf, field: "birthday", operator: "isNotSet", value: null };
	}
}

/** "whose birthday is within 7 days", "whose age is at least 18 years". The date itself is not shown. */
export function BirthSentence({ leaf, parts, disabled, onChange }: KindProps<BirthLeaf>) {
	const question = questionOf(leaf);
	const isInvalid = parts.has("value");
	return (
		<>
			<InlineSelect
				label="What about the date of birth"
				value={question}
				options={questions}
				onChange={(next) => onChange(ask(leaf, next))}
				disabled={disabled}
			/>
			{question === "within" && (
				<>
					<InlineNumber
						label="Within how many days"
						isWhole
						min={0}
						max={365}
						value={numberOf(leaf.value)}
						onChange={(value) => onChange({ ...leaf, value })}
						disabled={disabled}
						aria-invalid={isInvalid || undefined}
					/>
					<Word>{leaf.value === 1 ? "day" : "days"} from today</Word>
				</>
			)}
			{question === "age" && (
				<>
					<NumberComparison
						of="the age"
						label="Years"
						isWhole
						leaf={leaf}
						operators={yearsOperators}
						isInvalid={isInvalid}
						disabled={disabled}
						onChange={onChange}
					/>
					<Word>years</Word>
				</>
			)}
		</>
	);
}
