"use client";

import { NameButton } from "@/components/rules/controls/inline-controls";
import { ChoicePicker, type PickerChoice } from "@/components/rules/pickers/choice-picker";
import { formatCompact } from "@/components/ui/format-number";

/** Represents "any" in a list of ids, which holds no empty ones. */
const anyValue = "(any)";

/** Anything the workspace stores by id (a segment, a list, a campaign), chosen by its name. */
export function IdPicker({
	noun,
	id,
	choices,
	empty = `No ${noun} is called that.`,
	isAnyAllowed = false,
	isInvalid,
	disabled,
	onPick,
}: {
	/** What kind of thing it is: "segment". */
	noun: string;
	/** Empty for any. */
	id: string;
	choices: readonly PickerChoice[];
	empty?: string;
	/** Offers "any campaign"; its value is "". */
	isAnyAllowed?: boolean;
	isInvalid: boolean;
	disabled: boolean;
	onPick: (id: string) => void;
}) {
	const any = `any ${noun}`;
	const isAny = isAnyAllowed && id === "";
	const chosen = choices.find(({ value }) => value === id)?.label;
	return (
		<ChoicePicker
			label={`Find a ${noun}`}
			empty={empty}
			choices={isAnyAllowed ? [{ value: anyValue, label: any }, ...choices] : choices}
			onPick={(value) => onPick(value === anyValue ? "" : value)}
		>
			<NameButton
				label={noun.charAt(0).toUpperCase() + noun.slice(1)}
				name={isAny ? any : id}
				shown={isAny ? undefined : (chosen ?? `a ${noun} that is gone`)}
				isInvalid={isInvalid}
				disabled={disabled}
			/>
		</ChoicePicker>
	);
}

/** A stored set of people as a choice, with its size. */
export function setChoice({
	id,
	name,
	size,
}: {
	id: string;
	name: string;
	size: number | string | null;
}): PickerChoice {
	return { value: id, label: name, hint: size === null ? "size unknown" : formatCompact(size) };
}
