"use client";

import { X } from "lucide-react";
import { type At, useProblems } from "@/components/rules/builder-context";
import { Word } from "@/components/rules/controls/inline-controls";
import { CountComparison } from "@/components/rules/controls/number-comparison";
import { Problems } from "@/components/rules/controls/problems";
import { EventChoiceControls, FilterTree } from "@/components/rules/controls/property-filters";
import { AddRow, RowButton } from "@/components/rules/controls/row-buttons";
import { LeafWindow } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import type { EventChoice, FeatureLeaf } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";

const maxEvents = 30;

/** "used at least 3 of these 5 in the last 30 days". */
export function FeatureSentence(props: KindProps<FeatureLeaf>) {
	return (
		<>
			<Word>used</Word>
			<CountComparison of="features used" label="How many of them" {...props} />
			<Word>of these {props.leaf.events.length}</Word>
			<LeafWindow {...props} />
		</>
	);
}

export function FeatureBody({ leaf, at, disabled, onChange }: KindProps<FeatureLeaf>) {
	const { events } = leaf;
	const put = (next: EventChoice[]) => onChange({ ...leaf, events: next });
	return (
		<div className="mt-1 grid gap-1 border-border border-l-2 pl-2">
			<ul className="grid gap-1">
				{events.map((choice, index) => (
					<Feature
						// Choices have no ids; their position identifies them.
						// biome-ignore lint/suspicious/noArrayIndexKey: see above
						key={index}
						choice={choice}
						index={index}
						isOnly={events.length === 1}
						at={[...at, "events", index]}
						disabled={disabled}
						onChange={(changed) => put(events.with(index, changed))}
						onRemove={() => put(events.toSpliced(index, 1))}
					/>
				))}
			</ul>
			{!disabled && (
				<div>
					<AddRow
						count={events.length}
						most={maxEvents}
						what="events"
						onClick={() => put([...events, { event: unfilledName("another event") }])}
					>
						Add event
					</AddRow>
				</div>
			)}
		</div>
	);
}

function Feature({
	choice,
	index,
	isOnly,
	at,
	disabled,
	onChange,
	onRemove,
}: {
	choice: EventChoice;
	index: number;
	isOnly: boolean;
	at: At;
	disabled: boolean;
	onChange: (choice: EventChoice) => void;
	onRemove: () => void;
}) {
	const problems = useProblems(at);
	return (
		<li className="grid min-w-0 gap-1">
			<div className="flex flex-wrap items-center gap-1.5">
				<EventChoiceControls
					label={`Event ${index + 1}`}
					choice={choice}
					isInvalid={problems.length > 0}
					disabled={disabled}
					onChange={onChange}
				/>
				{!disabled && !isOnly && (
					<RowButton label={`Remove event ${index + 1}`} onClick={onRemove}>
						<X aria-hidden="true" />
					</RowButton>
				)}
			</div>
			<Problems problems={problems} />
			<FilterTree choice={choice} at={at} onChange={onChange} />
		</li>
	);
}
