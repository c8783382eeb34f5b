"use client";

import { InlineInput, InlineNumber, InlineSelect } from "@/components/rules/controls/inline-controls";
import { ValuePicker, type ValueSource } from "@/components/rules/pickers/value-picker";
import type { OperandValue, PropertyLeaf, TraitLeaf } from "@/lib/rules/rule";

type ControlProps = {
	label: string;
	disabled: boolean;
	"aria-invalid": true | undefined;
	onChange: (value: OperandValue) => void;
};

/** One value of a trait or a property, typed or picked. */
export function SingleControl({
	leaf,
	source,
	label,
	onChange,
	...shared
}: ControlProps & { leaf: TraitLeaf | PropertyLeaf; source: ValueSource | null }) {
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

/** Several numbers, separated by commas or blanks. */
export function NumbersControl({
	label,
	value,
	onChange,
	...shared
}: ControlProps & { value: OperandValue }) {
	return (
		<InlineInput
			aria-label={label}
			placeholder="1, 2, 3"
			key={String(shared.disabled)}
			defaultValue={Array.isArray(value) ? value.join(", ") : ""}
			onChange={(event) => {
				const typed = event.target.value.split(/[\s,;]+/).filter(Boolean);
				onChange(typed.map(Number).filter((each) => !Number.isNaN(each)));
			}}
			{...shared}
		/>
	);
}

/** A number that stands in a leaf, or none yet. */
export function numberOf(value: OperandValue): number | null {
	return typeof value === "number" ? value : null;
}
