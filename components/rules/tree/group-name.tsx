"use client";

import { useState } from "react";
import { InlineInput } from "@/components/rules/controls/inline-controls";

const longest = 120;

/** What the author calls a group; while it is edited, the field for it. Escape brings back the name it had. */
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
			// The person asked for it in the menu just now, so it is where they mean to type.
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
