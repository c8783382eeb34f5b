import { InlineSelect } from "@/components/rules/controls/inline-controls";

/**
 * "gave consent to" or "did not give consent to": the operators of one kind of condition, as worded there.
 */
export function OperatorSelect<O extends string, L extends { operator: O }>({
	label,
	leaf,
	words,
	disabled,
	onChange,
}: {
	label: string;
	leaf: L;
	words: Record<L["operator"], string>;
	disabled: boolean;
	onChange: (leaf: L) => void;
}) {
	return (
		<InlineSelect
			label={label}
			value={leaf.operator}
			options={optionsOf(words)}
			onChange={(operator) => onChange({ ...leaf, operator })}
			disabled={disabled}
		/>
	);
}

/** Labels by value, in the order they are offered. */
export function optionsOf<V extends string>(words: Record<V, string>): { value: V; label: string }[] {
	// Safe because the keys of such a record are its values.
	return (Object.entries(words) as [V, string][]).map(([value, label]) => ({ value, label }));
}
