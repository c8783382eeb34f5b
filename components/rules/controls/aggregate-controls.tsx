"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { InlineSelect, NameButton, Word } from "@/components/rules/controls/inline-controls";
import {
	aggregateOptions,
	aggregateWith,
	changeMeasure,
	type Measure,
	measureOf,
	measures,
} from "@/components/rules/controls/measure";
import { PropertyPicker } from "@/components/rules/pickers/name-picker";
import { type AggregateKind, aggregateOf } from "@/lib/rules/catalog";
import type { EventAggregate, EventLeaf } from "@/lib/rules/rule";

type Shared = { isInvalid: boolean; disabled: boolean };

/** "did", "did not do", "sum of amount of": what is measured, standing before the event's name. */
export function MeasureControls({
	leaf,
	onChange,
	...shared
}: Shared & { leaf: EventLeaf; onChange: (leaf: EventLeaf) => void }) {
	const properties = useProperties(leaf.field);
	return (
		<>
			<InlineSelect<Measure>
				label={`What to measure of ${leaf.field}`}
				value={measureOf(leaf)}
				options={measures}
				onChange={(measure) => onChange(changeMeasure(leaf, measure, properties))}
				disabled={shared.disabled}
			/>
			<AggregateProperty
				event={leaf.field}
				aggregate={leaf.aggregate}
				onChange={(aggregate) => onChange({ ...leaf, aggregate })}
				{...shared}
			/>
		</>
	);
}

/** "number of times they did", "sum of amount of": an aggregate by itself. */
export function AggregateControls({
	event,
	aggregate,
	onChange,
	...shared
}: Shared & { event: string; aggregate: EventAggregate; onChange: (aggregate: EventAggregate) => void }) {
	const properties = useProperties(event);
	return (
		<>
			<InlineSelect<AggregateKind>
				label="What to measure"
				value={aggregate.kind}
				options={aggregateOptions}
				onChange={(kind) => onChange(aggregateWith(kind, aggregate, properties))}
				disabled={shared.disabled}
			/>
			<AggregateProperty event={event} aggregate={aggregate} onChange={onChange} {...shared} />
		</>
	);
}

function AggregateProperty({
	event,
	aggregate,
	onChange,
	isInvalid,
	disabled,
}: Shared & { event: string; aggregate: EventAggregate; onChange: (aggregate: EventAggregate) => void }) {
	const properties = useProperties(event);
	if (!("property" in aggregate)) return null;
	const needsNumber = aggregateOf(aggregate.kind).property === "number";
	return (
		<>
			<PropertyPicker
				event={event}
				label={needsNumber ? "Find a numeric property" : "Find a property"}
				names={properties.filter(({ type }) => (needsNumber ? type === "number" : type !== "list"))}
				empty={needsNumber ? "This event has no such numeric property." : "This event has no such property."}
				onPick={(property) => onChange({ ...aggregate, property })}
			>
				<NameButton label="Property" name={aggregate.property} isInvalid={isInvalid} disabled={disabled} />
			</PropertyPicker>
			<Word>of</Word>
		</>
	);
}

/** What is known of an event's properties. */
export function useProperties(event: string) {
	const { names } = useBuilder();
	return names.events.find(({ name }) => name === event)?.properties ?? [];
}
