"use client";

import { InlineInput, InlineSelect } from "@/components/rules/controls/inline-controls";
import { InlineNumber } from "@/components/rules/controls/inline-number";
import { ValuePicker, type ValueSource } from "@/components/rules/pickers/value-picker";
import type { OperandValue, PropertyLeaf, TraitLeaf } from "@/lib/rules/rule";

/** One value of a trait or a property, typed or picked. */
export function SingleControl({
	leaf,
	source,
	label,
	onChange,
	...shared
}: {
	leaf: TraitLeaf | PropertyLeaf;
	source: ValueSource | null;
	label: string;
	disabled: boolean;
	"aria-invalid": true | undefined;
	onChange: (value: OperandValue) => void;
}) {
	const { value, type } = leaf;
	if (type === "number")
		return <InlineNumber label={label} value={numberOf(value)} onChange={onChange} {...shared} />;
	if (type === "boolean") {
		return (
			<InlineSelect
				label={label}
				value={value === false ? "false" : "true"}
				options={[
					{ value: "true", label: "true" },
					{ value: "false", label: "false" },
				]}
				onChange={(chosen) => onChange(chosen === "true")}
				{...shared}
			/>
		);
	}
	if (type === "date") {
		return (
			<InlineInput
				type="date"
				aria-label={label}
				value={typeof value === "string" ? value.slice(0, 10) : ""}
				onChange={(event) => onChange(event.target.value)}
				{...shared}
			/>
		);
	}
	return (
		<ValuePicker
			label={label}
			source={source}
			isMany={false}
			chosen={typeof value === "string" && value !== "" ? [value] : []}
			isInvalid={shared["aria-invalid"] ?? false}
			disabled={shared.disabled}
			onChange={([chosen]) => onChange(chosen ?? "")}
		/>
	);
}

/** A number that stands in a leaf, or none yet. */
export function numberOf(value: OperandValue): number | null {
	return typeof value === "number" ? value : null;
}
