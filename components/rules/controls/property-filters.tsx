"use client";

import { Filter } from "lucide-react";
import { useMemo } from "react";
import { generateID } from "react-querybuilder";
import { type At, PlaceProvider, useBuilder } from "@/components/rules/builder-context";
import { useProperties } from "@/components/rules/controls/aggregate-controls";
import { newPropertyLeaf } from "@/components/rules/kinds/new-leaf";
import { PropertyPicker } from "@/components/rules/pickers/name-picker";
import { RuleTree } from "@/components/rules/tree/rule-tree";
import { Button } from "@/components/ui/button";
import type { EventChoice, PropertyGroup } from "@/lib/rules/rule";

type Where = PropertyGroup | undefined;

function hasFilters(where: Where): where is PropertyGroup {
	return where !== undefined && where.rules.length > 0;
}

/** The same choice of events with other filters; without the key where there are none. */
export function withWhere<C extends Pick<EventChoice, "where">>(choice: C, where: Where): C {
	const { where: _, ...rest } = choice;
	// Safe because only the optional filters were taken out.
	return (hasFilters(where) ? { ...rest, where } : rest) as C;
}

/** "where…": begins to say which of an event's occurrences count. Stands in the sentence. */
export function AddFilter({
	event,
	where,
	onChange,
}: {
	event: string;
	where: Where;
	onChange: (where: Where) => void;
}) {
	const { isReadOnly } = useBuilder();
	const properties = useProperties(event);
	if (hasFilters(where) || isReadOnly || properties.length === 0) return null;
	return (
		<PropertyPicker
			event={event}
			label="Find a property"
			names={properties}
			empty="This event has no such property."
			onPick={(name) => {
				const type = properties.find((property) => property.name === name)?.type ?? "string";
				const first = { ...newPropertyLeaf(name, type), id: generateID() };
				onChange({ id: generateID(), combinator: "and", rules: [first] });
			}}
		>
			<Button
				variant="ghost"
				size="sm"
				className="px-1.5 text-muted-foreground"
				aria-label={`Only some ${event}: where…`}
			>
				<Filter aria-hidden="true" />
				where…
			</Button>
		</PropertyPicker>
	);
}

/** "where category is shoes": the filters there are, under the sentence. `at` is the way to the choice of events. */
export function FilterTree({
	event,
	where,
	at,
	onChange,
}: {
	event: string;
	where: Where;
	at: At;
	onChange: (where: Where) => void;
}) {
	const { controls } = useBuilder();
	const place = useMemo(() => ({ prefix: [...at, "where"], event }), [at, event]);
	if (!hasFilters(where)) return null;
	return (
		<PlaceProvider value={place}>
			<div className="mt-1 border-border border-l-2 pl-2">
				<RuleTree
					controls={controls}
					label={`Which ${event} count`}
					// Safe both ways because a filter group has the shape of a rule group, over property leaves.
					rule={where as never}
					onChange={(changed) => onChange(changed as unknown as PropertyGroup)}
				/>
			</div>
		</PlaceProvider>
	);
}
