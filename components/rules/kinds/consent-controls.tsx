"use client";

import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { OperatorSelect } from "@/components/rules/controls/operator-select";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { consentPurposes, purposeLabels } from "@/lib/consent/purposes";
import type { ConsentLeaf } from "@/lib/rules/rule";

const operatorWords = { granted: "gave consent to", notGranted: "did not give consent to" };

/** "gave consent to email". */
export function ConsentSentence(props: KindProps<ConsentLeaf>) {
	const { leaf, parts, disabled, onChange } = props;
	return (
		<>
			<OperatorSelect label="Whether consent was given" words={operatorWords} {...props} />
			<InlineSelect
				label="Purpose"
				value={leaf.field}
				options={consentPurposes.map((value) => ({
					value: value as string,
					label: purposeLabels[value].toLowerCase(),
				}))}
				onChange={(field) => onChange({ ...leaf, field })}
				disabled={disabled}
				aria-invalid={parts.has("field") || undefined}
			/>
			{leaf.operator === "notGranted" && <Word>(also people who never said)</Word>}
		</>
	);
}
