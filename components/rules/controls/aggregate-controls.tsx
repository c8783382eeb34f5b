"use client";

import { InlineSelect, NameButton, Word } from "@/components/rules/controls/inline-controls";
import {
	aggregateOptions,
	aggregateWith,
	changeMeasure,
	type Measure,
	measures,
} from "@/components/rules/controls/measure";
import { withEvent } from "@/components/rules/controls/property-filters";
import { EventPicker } from "@/components/rules/pickers/event-picker";
import { PropertyPicker } from "@/components/rules/pickers/property-picker";
import { useProperties } from "@/components/rules/use-properties";
import { type AggregateKind, aggregateOf } from "@/lib/rules/catalog";
import type { EventAggregate, EventChoice, EventLeaf } from "@/lib/rules/rule";

type Shared = { isInvalid: boolean; disabled: boolean };

/** "with", "with no", "sum of amount of": what is measured, shown before the event's name. */
export function MeasureControls({
	leaf,
	measure,
	onChange,
	...shared
}: Shared & { leaf: EventLeaf; measure: Measure; onChange: (leaf: EventLeaf) => void }) {
	const properties = useProperties(leaf.field);
	return (
		<>
			<InlineSelect<Measure>
				label={`What to measure of ${leaf.field}`}
				value={measure}
				options={measures}
				onChange={(next) => onChange(changeMeasure(leaf, next, properties))}
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

/** "number of", "sum of amount of": an aggregate alone. */
function AggregateControls({
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
	if (!("property" in aggregate)) return null;
	const needsNumber = aggregateOf(aggregate.kind).property === "number";
	return (
		<>
			<PropertyPicker
				event={event}
				{...(needsNumber
					? { label: "Find a numeric property", empty: "This event has no such numeric property." }
					: {})}
				isOffered={({ type }) => (needsNumber ? type === "number" : type !== "list")}
				onPick={(property) => onChange({ ...aggregate, property })}
			>
				<NameButton label="Property" name={aggregate.property} isInvalid={isInvalid} disabled={disabled} />
			</PropertyPicker>
			<Word>of</Word>
		</>
	);
}

/** "number of App Opened": a measure of an event, and the event. */
export function MeasuredEvent<
	M extends Pick<EventChoice, "event" | "where"> & { aggregate: EventAggregate },
>({
	measured,
	parts,
	isEventInvalid,
	disabled,
	onChange,
}: {
	measured: M;
	parts: ReadonlySet<string>;
	isEventInvalid: boolean;
	disabled: boolean;
	onChange: (measured: M) => void;
}) {
	return (
		<>
			<AggregateControls
				event={measured.event}
				aggregate={measured.aggregate}
				isInvalid={parts.has("aggregate")}
				disabled={disabled}
				onChange={(aggregate) => onChange({ ...measured, aggregate })}
			/>
			<EventPicker
				name={measured.event}
				isInvalid={isEventInvalid}
				disabled={disabled}
				onPick={(event) => onChange(withEvent(measured, event))}
			/>
		</>
	);
}
