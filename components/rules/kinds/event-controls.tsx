"use client";

import type { ReactNode } from "react";
import { MeasureControls } from "@/components/rules/controls/aggregate-controls";
import { Word } from "@/components/rules/controls/inline-controls";
import { measureOf } from "@/components/rules/controls/measure";
import { NumberComparison } from "@/components/rules/controls/number-comparison";
import { AddFilter, FilterTree, withWhere } from "@/components/rules/controls/property-filters";
import { WindowControls } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { aggregateOf, aggregateOperators } from "@/lib/rules/catalog";
import type { EventLeaf } from "@/lib/rules/rule";

/** "did Order Completed at least 3 times in the last 60 days where…". `subject` is the picker of the event. */
export function EventSentence({
	leaf,
	parts,
	disabled,
	onChange,
	subject,
}: KindProps<EventLeaf> & { subject: ReactNode }) {
	const { aggregate, operator, value } = leaf;
	const isCount = aggregate.kind === "count";
	return (
		<>
			<MeasureControls
				leaf={leaf}
				isInvalid={parts.has("aggregate")}
				disabled={disabled}
				onChange={onChange}
			/>
			{subject}
			{measureOf(leaf) !== "never" && (
				<>
					<NumberComparison
						of={leaf.field}
						label={isCount ? "How many times" : "Number"}
						compared={{ operator, value }}
						operators={aggregateOperators(aggregate.kind)}
						isCount={isCount}
						isWhole={aggregateOf(aggregate.kind).isWhole}
						isInvalid={parts.has("value")}
						disabled={disabled}
						onChange={(compared) => onChange({ ...leaf, ...compared })}
					/>
					{isCount && <Word>{value === 1 ? "time" : "times"}</Word>}
					{aggregate.kind.startsWith("daysSince") && <Word>days</Word>}
				</>
			)}
			<WindowControls
				window={leaf.window}
				isInvalid={parts.has("window")}
				disabled={disabled}
				onChange={(window) => onChange({ ...leaf, window })}
			/>
			<AddFilter
				event={leaf.field}
				where={leaf.where}
				onChange={(where) => onChange(withWhere(leaf, where))}
			/>
		</>
	);
}

export function EventBody({ leaf, at, onChange }: KindProps<EventLeaf>) {
	return (
		<FilterTree
			event={leaf.field}
			where={leaf.where}
			at={at}
			onChange={(where) => onChange(withWhere(leaf, where))}
		/>
	);
}
