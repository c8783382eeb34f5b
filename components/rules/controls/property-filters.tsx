"use client";

import { Filter } from "lucide-react";
import { useMemo } from "react";
import { generateID } from "react-querybuilder";
import { type At, PlaceProvider, useBuilder } from "@/components/rules/builder-context";
import { newPropertyLeaf } from "@/components/rules/kinds/new-leaf";
import { EventPicker } from "@/components/rules/pickers/event-picker";
import { PropertyPicker } from "@/components/rules/pickers/property-picker";
import { RuleTree } from "@/components/rules/tree/rule-tree";
import { useProperties } from "@/components/rules/use-properties";
import { Button } from "@/components/ui/button";
import type { EventChoice, PropertyGroup } from "@/lib/rules/rule";

type Where = PropertyGroup | undefined;
/** Anything that names an event and may restrict which of its occurrences count. */
type ChosenEvent = Pick<EventChoice, "event" | "where">;

function hasFilters(where: Where): where is PropertyGroup {
	return where !== undefined && where.rules.length > 0;
}

/** The same choice of events with other filters; without the key if there are none. */
export function withWhere<C extends Pick<ChosenEvent, "where">>(choice: C, where: Where): C {
	const { where: _, ...rest } = choice;
	// Safe because only the optional filters were removed.
	return (hasFilters(where) ? { ...rest, where } : rest) as C;
}

/** Another event in the same place: the filters used the previous event's properties. */
export function withEvent<C extends ChosenEvent>(choice: C, event: string): C {
	return withWhere({ ...choice, event }, undefined);
}

/** "Order Completed where…": an event, and a button to restrict which of its occurrences count. */
export function EventChoiceControls<C extends ChosenEvent>({
	choice,
	onChange,
	...picker
}: {
	/** Where there are several: which of them. */
	label?: string;
	choice: C;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (choice: C) => void;
}) {
	return (
		<>
			<EventPicker name={choice.event} onPick={(event) => onChange(withEvent(choice, event))} {...picker} />
			<AddFilter choice={choice} onChange={onChange} />
		</>
	);
}

/** "where…": starts restricting which of an event's occurrences count. Part of the sentence. */
export function AddFilter<C extends ChosenEvent>({
	choice,
	onChange,
}: {
	choice: C;
	onChange: (choice: C) => void;
}) {
	const { isReadOnly, setFocus, begin } = useBuilder();
	const properties = useProperties(choice.event);
	if (hasFilters(choice.where) || isReadOnly || properties.length === 0) return null;
	return (
		<PropertyPicker
			event={choice.event}
			onPick={(name, type) => {
				const id = generateID();
				const first = { ...newPropertyLeaf(name, type), id };
				setFocus({ id, control: "first" });
				begin(id);
				onChange(withWhere(choice, { id: generateID(), combinator: "and", rules: [first] }));
			}}
		>
			<Button
				variant="ghost"
				size="sm"
				className="px-1.5 text-muted-foreground"
				aria-label={`Only some ${choice.event}: where…`}
			>
				<Filter aria-hidden="true" />
				where…
			</Button>
		</PropertyPicker>
	);
}

/**
 * "where category is shoes": the existing filters, under the sentence. `at` is the path to the event choice.
 */
export function FilterTree<C extends ChosenEvent>({
	choice,
	at,
	onChange,
}: {
	choice: C;
	at: At;
	onChange: (choice: C) => void;
}) {
	const { controls } = useBuilder();
	const { event, where } = choice;
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
					onChange={(changed) => onChange(withWhere(choice, changed as unknown as PropertyGroup))}
				/>
			</div>
		</PlaceProvider>
	);
}
