"use client";

import { useState } from "react";
import { InlineInput } from "@/components/rules/controls/inline-controls";

const longest = 120;

/** What the author calls a group; while it is edited, the field for it. Enter and leaving it keep the name, Escape does not. */
export function GroupName({
	name,
	isEditing,
	onDone,
}: {
	name: string;
	isEditing: boolean;
	onDone: (name: string) => void;
}) {
	if (isEditing) return <NameField name={name} onDone={onDone} />;
	return name === "" ? null : <span className="truncate font-medium text-sm">{name}:</span>;
}

function NameField({ name, onDone }: { name: string; onDone: (name: string) => void }) {
	const [typed, setTyped] = useState(name);
	return (
		<InlineInput
			// The person asked for it in the menu just now, so it is where they mean to type.
			autoFocus
			aria-label="Name of the group"
			placeholder="Name"
			maxLength={longest}
			value={typed}
			onChange={(event) => setTyped(event.target.value)}
			onBlur={() => onDone(typed.trim())}
			onKeyDown={(event) => {
				if (event.key !== "Enter" && event.key !== "Escape") return;
				event.preventDefault();
				event.stopPropagation();
				onDone(event.key === "Enter" ? typed.trim() : name);
			}}
		/>
	);
}
