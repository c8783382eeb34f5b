"use client";

import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useState } from "react";
import { ChoicePicker, type PickerChoice } from "@/components/rules/pickers/choice-picker";
import { useProperties } from "@/components/rules/use-properties";
import { catalogQueries } from "@/components/segments/api";
import { formatPercent } from "@/components/ui/format-number";
import type { ValueType } from "@/lib/rules/catalog";
import type { PropertyCounts } from "@/lib/rules/contracts";

type Property = { name: string; type: ValueType };

/** A property of an event, the most common first, with how often it is present. */
export function PropertyPicker({
	event,
	isOffered = () => true,
	label = "Find a property",
	empty = "This event has no such property.",
	onPick,
	children,
}: {
	event: string;
	/** Which of the event's properties fit here; all by default. */
	isOffered?: (property: Property) => boolean;
	label?: string;
	empty?: string;
	onPick: (name: string, type: ValueType) => void;
} & Pick<ComponentProps<typeof ChoicePicker>, "children">) {
	const properties = useProperties(event);
	const [wasOpened, setOpened] = useState(false);
	const counts = useQuery({ ...catalogQueries.properties(event), enabled: wasOpened && event !== "" });
	return (
		<ChoicePicker
			label={label}
			empty={empty}
			choices={propertyChoices(properties.filter(isOffered), counts.data)}
			onOpen={() => setOpened(true)}
			onPick={(name) => onPick(name, properties.find((each) => each.name === name)?.type ?? "string")}
		>
			{children}
		</ChoicePicker>
	);
}

function propertyChoices(
	properties: readonly Property[],
	counted: PropertyCounts | undefined,
): PickerChoice[] {
	const byName = new Map(counted?.properties.map(({ name, count }) => [name, count]));
	const share = (name: string) => (counted?.events ? (byName.get(name) ?? 0) / counted.events : null);
	return properties
		.toSorted((a, b) => (share(b.name) ?? 0) - (share(a.name) ?? 0))
		.map(({ name, type }) => {
			const part = share(name);
			return {
				value: name,
				label: name,
				isQuiet: part === 0,
				hint: part === null ? type : `${type} · in ${formatPercent(part, 0)}`,
			};
		});
}
