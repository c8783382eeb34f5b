"use client";

import { useAt, useBuilder, useProblems } from "@/components/rules/builder-context";
import { InlineSelect, NameButton, Word } from "@/components/rules/controls/inline-controls";
import { Problems } from "@/components/rules/controls/problems";
import { AddFilter, FilterTree } from "@/components/rules/controls/property-filters";
import { WindowControls } from "@/components/rules/controls/window-controls";
import { EventPicker } from "@/components/rules/pickers/event-picker";
import { PropertyPicker } from "@/components/rules/pickers/property-picker";
import { useProperties } from "@/components/rules/use-properties";
import { measureOf, measureOptions, usableProperties } from "@/components/traits/editor/measures";
import type { AggregateDefinition } from "@/lib/traits/definition";

const wholePath: number[] = [];

/** "The sum of total of Order Completed in the last 90 days where category is lighting." */
export function AggregateSentence({
	draft,
	onChange,
}: {
	draft: AggregateDefinition;
	onChange: (draft: AggregateDefinition) => void;
}) {
	const { names } = useBuilder();
	const at = useAt(wholePath);
	const problems = useProblems(at);
	const properties = useProperties(draft.event);
	const { measure } = draft;
	const property = "property" in measure ? measure.property : "";
	const isWrong = (part: string) => problems.some((problem) => problem.part === part);
	return (
		<div className="grid gap-2">
			<div className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-1">
				<Word>The</Word>
				<InlineSelect
					label="What to measure"
					value={measure.kind}
					options={measureOptions}
					onChange={(kind) => onChange({ ...draft, measure: measureOf(kind, property, properties) })}
				/>
				{"property" in measure && (
					<>
						<PropertyPicker
							event={draft.event}
							isOffered={(each) => usableProperties(measure.kind, [each]).length > 0}
							empty="This event has no property that can be measured so."
							onPick={(picked) =>
								onChange({ ...draft, measure: measureOf(measure.kind, picked, properties) })
							}
						>
							<NameButton label="Property" name={property} isInvalid={isWrong("measure")} />
						</PropertyPicker>
						<Word>of</Word>
					</>
				)}
				<EventPicker
					name={draft.event}
					isInvalid={isWrong("event")}
					disabled={false}
					onPick={(event) => {
						const known = names.events.find(({ name }) => name === event)?.properties ?? [];
						const { where: _, ...rest } = draft;
						onChange({ ...rest, event, measure: measureOf(measure.kind, property, known) });
					}}
				/>
				<WindowControls
					window={draft.window}
					isInvalid={isWrong("window")}
					disabled={false}
					onChange={(window) => onChange({ ...draft, window })}
				/>
				<AddFilter choice={draft} onChange={onChange} />
			</div>
			<FilterTree choice={draft} at={at} onChange={onChange} />
			<Problems problems={draft.event === "" ? [] : problems} />
			<p className="text-muted-foreground text-sm">{notes[measure.kind]}</p>
		</div>
	);
}

const ofNothing = "People without this event have 0.";
const none = "People without this event have no value.";
const notes: Record<AggregateDefinition["measure"]["kind"], string> = {
	count: ofNothing,
	sum: `${ofNothing} Values that are not numbers are left out.`,
	avg: `${none} Values that are not numbers are left out.`,
	min: none,
	max: none,
	first: "The value at the first event that has one. People without it have no value.",
	last: "The value at the latest event that has one. People without it have no value.",
	mostFrequent: `Of equally frequent values, the first alphabetically. ${none}`,
	uniqueList: `Sorted, at most 100 of them. ${none}`,
	uniqueCount: ofNothing,
	firstTime: none,
	lastTime: none,
};
