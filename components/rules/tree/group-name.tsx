"use client";

import { useState } from "react";
import { InlineInput } from "@/components/rules/controls/inline-controls";

const longest = 120;

/** A group's name, or its field while it is being edited. Escape restores the previous name. */
export function GroupName({
	name,
	isEditing,
	...field
}: {
	name: string;
	isEditing: boolean;
	onChange: (name: string) => void;
	onDone: () => void;
}) {
	if (isEditing) return <NameField name={name} {...field} />;
	return name === "" ? null : <span className="truncate font-medium text-sm">{name}:</span>;
}

function NameField({
	name,
	onChange,
	onDone,
}: {
	name: string;
	onChange: (name: string) => void;
	onDone: () => void;
}) {
	const [before] = useState(name);
	return (
		<InlineInput
			// The user has just chosen this in the menu, so this is where they want to type.
			autoFocus
			aria-label="Name of the group"
			placeholder="Name"
			maxLength={longest}
			value={name}
			onChange={(event) => onChange(event.target.value)}
			onBlur={onDone}
			onKeyDown={(event) => {
				if ((event.key !== "Enter" && event.key !== "Escape") || event.nativeEvent.isComposing) return;
				event.preventDefault();
				event.stopPropagation();
				if (event.key === "Escape") onChange(before);
				onDone();
			}}
		/>
	);
}
