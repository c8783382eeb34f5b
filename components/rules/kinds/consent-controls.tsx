"use client";

import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { consentPurposes, purposeLabels } from "@/lib/consent/purposes";
import type { ConsentLeaf } from "@/lib/rules/rule";

/** "gave consent to e-mail". */
export function ConsentSentence({ leaf, parts, disabled, onChange }: KindProps<ConsentLeaf>) {
	const known: readonly string[] = consentPurposes;
	return (
		<>
			<InlineSelect
				label="Whether consent was given"
				value={leaf.operator}
				options={[
					{ value: "granted", label: "gave consent to" },
					{ value: "notGranted", label: "did not give consent to" },
				]}
				onChange={(operator) => onChange({ ...leaf, operator })}
				disabled={disabled}
			/>
			<InlineSelect
				label="Purpose"
				value={leaf.field}
				options={[
					...consentPurposes.map((value) => ({
						value: value as string,
						label: purposeLabels[value].toLowerCase(),
					})),
					...(known.includes(leaf.field) ? [] : [{ value: leaf.field, label: leaf.field }]),
				]}
				onChange={(field) => onChange({ ...leaf, field })}
				disabled={disabled}
				aria-invalid={parts.has("field") || undefined}
			/>
			{leaf.operator === "notGranted" && <Word>(also people who never said)</Word>}
		</>
	);
}
