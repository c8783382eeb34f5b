"use client";

import { type ReactNode, useState } from "react";
import { MeasureControls } from "@/components/rules/controls/aggregate-controls";
import { Word } from "@/components/rules/controls/inline-controls";
import { measureOf } from "@/components/rules/controls/measure";
import { NumberComparison } from "@/components/rules/controls/number-comparison";
import { AddFilter, FilterTree, withWhere } from "@/components/rules/controls/property-filters";
import { LeafWindow } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { aggregateOf, aggregateOperators } from "@/lib/rules/catalog";
import type { EventChoice, EventLeaf } from "@/lib/rules/rule";

/** "with Order Completed at least 3 times in the last 60 days where…". `subject` is the picker of the event. */
export function EventSentence({
	leaf,
	parts,
	disabled,
	onChange,
	subject,
}: KindProps<EventLeaf> & { subject: ReactNode }) {
	const { aggregate, value } = leaf;
	const isCount = aggregate.kind === "count";
	// "Exactly 0 times" on the way to another number stays a number: its field must not vanish while someone
	// types.
	const [isCounting, setCounting] = useState(false);
	return (
		<>
			<MeasureControls
				leaf={leaf}
				measure={isCounting ? aggregate.kind : measureOf(leaf)}
				isInvalid={parts.has("aggregate")}
				disabled={disabled}
				onChange={(next) => {
					setCounting(false);
					onChange(next);
				}}
			/>
			{subject}
			{(isCounting || measureOf(leaf) !== "never") && (
				<>
					<NumberComparison
						of={leaf.field}
						label={isCount ? "How many times" : "Number"}
						leaf={leaf}
						operators={aggregateOperators(aggregate.kind)}
						isCount={isCount}
						isWhole={aggregateOf(aggregate.kind).isWhole}
						isInvalid={parts.has("value")}
						disabled={disabled}
						onChange={(next) => {
							setCounting(true);
							onChange(next);
						}}
					/>
					{isCount && <Word>{value === 1 ? "time" : "times"}</Word>}
					{aggregate.kind.startsWith("daysSince") && <Word>days</Word>}
				</>
			)}
			<LeafWindow leaf={leaf} parts={parts} disabled={disabled} onChange={onChange} />
			<AddFilter choice={choiceOf(leaf)} onChange={({ where }) => onChange(withWhere(leaf, where))} />
		</>
	);
}

export function EventBody({ leaf, at, onChange }: KindProps<EventLeaf>) {
	return (
		<FilterTree choice={choiceOf(leaf)} at={at} onChange={({ where }) => onChange(withWhere(leaf, where))} />
	);
}

/** The condition's event, in the shape other conditions use. */
function choiceOf({ field, where }: EventLeaf): EventChoice {
	return { event: field, where };
}
