"use client";

import { InlineSelect } from "@/components/rules/controls/inline-controls";
import { InlineNumber } from "@/components/rules/controls/inline-number";
import { numberOf } from "@/components/rules/controls/number-pair";
import { InlineDate } from "@/components/rules/controls/range-controls";
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
				value={typeof value === "boolean" ? String(value) : ""}
				options={[
					...(typeof value === "boolean" ? [] : [{ value: "", label: "choose…" }]),
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
			<InlineDate
				label={label}
				value={typeof value === "string" ? value : ""}
				onChange={onChange}
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
