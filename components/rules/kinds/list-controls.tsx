"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { OperatorSelect } from "@/components/rules/controls/operator-select";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { IdPicker, setChoice } from "@/components/rules/pickers/id-picker";
import type { ListLeaf } from "@/lib/rules/rule";

const operatorWords = { isOn: "are on the list", isNotOn: "are not on the list" };

/** "are on the list Trade fair 2026". */
export function ListSentence(props: KindProps<ListLeaf>) {
	const { leaf, parts, disabled, onChange } = props;
	const { lists } = useBuilder().names;
	return (
		<>
			<OperatorSelect label="Whether they are on it" words={operatorWords} {...props} />
			<IdPicker
				noun="list"
				id={leaf.field}
				choices={lists.map(setChoice)}
				{...(lists.length === 0 ? { empty: "There are no lists yet: upload one under Data." } : {})}
				isInvalid={parts.has("field")}
				disabled={disabled}
				onPick={(field) => onChange({ ...leaf, field })}
			/>
		</>
	);
}
