"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { NameButton } from "@/components/rules/controls/inline-controls";
import { ChoicePicker } from "@/components/rules/pickers/choice-picker";
import { byFrequency, recentHint } from "@/components/rules/pickers/event-frequency";
import { roleOf } from "@/lib/segments/template-roles";

/** Represents "any" in a list of names, which holds no empty ones. */
const anyValue = "(any)";

/** An event's name, chosen among those ever seen, with its recent frequency. */
export function EventPicker({
	label = "Event",
	name,
	anyLabel,
	isInvalid = false,
	disabled,
	onPick,
}: {
	label?: string | undefined;
	name: string;
	/** Offers "any event" under this label; its value is "". */
	anyLabel?: string;
	isInvalid?: boolean;
	disabled: boolean;
	onPick: (name: string) => void;
}) {
	const { names, fillRole } = useBuilder();
	const pick = (chosen: string) => {
		const role = roleOf(name);
		if (role && chosen !== "") fillRole(role, chosen);
		else onPick(chosen);
	};
	const choices = byFrequency(names.events).map((event) => ({
		value: event.name,
		label: event.name,
		isQuiet: event.recentCount === 0,
		hint: recentHint(event),
	}));
	return (
		<ChoicePicker
			label="Find an event"
			empty="No event in your data has that name."
			choices={anyLabel === undefined ? choices : [{ value: anyValue, label: anyLabel }, ...choices]}
			onPick={(value) => pick(value === anyValue ? "" : value)}
		>
			<NameButton
				label={label}
				name={name === "" && anyLabel !== undefined ? anyLabel : name}
				isInvalid={isInvalid}
				disabled={disabled}
			/>
		</ChoicePicker>
	);
}
