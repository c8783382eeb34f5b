"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { InlineSelect, NameButton } from "@/components/rules/controls/inline-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { ChoicePicker } from "@/components/rules/pickers/name-picker";
import { formatCompact } from "@/components/ui/format-number";
import type { ListLeaf } from "@/lib/rules/rule";

/** "are on the list Trade fair 2026". */
export function ListSentence({ leaf, parts, disabled, onChange }: KindProps<ListLeaf>) {
	const { lists } = useBuilder().names;
	const chosen = lists.find(({ id }) => id === leaf.field);
	return (
		<>
			<InlineSelect
				label="Whether they are on it"
				value={leaf.operator}
				options={[
					{ value: "isOn", label: "are on the list" },
					{ value: "isNotOn", label: "are not on the list" },
				]}
				onChange={(operator) => onChange({ ...leaf, operator })}
				disabled={disabled}
			/>
			<ChoicePicker
				label="Find a list"
				empty={
					lists.length === 0 ? "There are no lists yet: upload one under Data." : "No list is called that."
				}
				choices={lists.map(({ id, name, size }) => ({
					value: id,
					label: name,
					hint: size === null ? "size unknown" : formatCompact(size),
				}))}
				onPick={(field) => onChange({ ...leaf, field })}
			>
				<NameButton
					label="List"
					name={leaf.field}
					shown={chosen?.name ?? "a list that is gone"}
					isInvalid={parts.has("field")}
					disabled={disabled}
				/>
			</ChoicePicker>
		</>
	);
}
