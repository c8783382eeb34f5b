"use client";

import { Plus } from "lucide-react";
import { usePlace } from "@/components/rules/builder-context";
import type { AnyLeaf } from "@/components/rules/kinds/leaf-sentence";
import { newLeaf, newPropertyLeaf } from "@/components/rules/kinds/new-leaf";
import { PropertyPicker } from "@/components/rules/pickers/property-picker";
import { SubjectPicker } from "@/components/rules/pickers/subject-picker";
import { Button } from "@/components/ui/button";

/** Adds a condition, or a filter of an event. */
export function AddCondition({ onAdd }: { onAdd: (leaf: AnyLeaf) => void }) {
	const { event } = usePlace();
	const button = (
		<Button variant="ghost" size="sm" className="text-primary">
			<Plus aria-hidden="true" />
			{event === null ? "Add condition" : "Add filter"}
		</Button>
	);
	if (event === null)
		return <SubjectPicker onPick={(subject) => onAdd(newLeaf(subject))}>{button}</SubjectPicker>;
	return (
		<PropertyPicker event={event} onPick={(name, type) => onAdd(newPropertyLeaf(name, type))}>
			{button}
		</PropertyPicker>
	);
}
