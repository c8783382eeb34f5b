"use client";

import { MeasuredEvent } from "@/components/rules/controls/aggregate-controls";
import { DurationControls } from "@/components/rules/controls/duration-controls";
import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { NumberComparison } from "@/components/rules/controls/number-comparison";
import { AddFilter, FilterTree } from "@/components/rules/controls/property-filters";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { operatorsByType } from "@/lib/rules/catalog";
import { describeDuration } from "@/lib/rules/describe/describe-parts";
import type { TrendLeaf } from "@/lib/rules/rule";

const operators = operatorsByType.number.filter(({ operand }) => operand !== "many");

/** "whose number of App Opened in the last 30 days, as a share of the 30 days before, is at most 50 %". */
export function TrendSentence({ leaf, parts, disabled, onChange }: KindProps<TrendLeaf>) {
	const { period, compared, operator } = leaf;
	const before = `the ${describeDuration(period)} before`;
	const isShare = compared === "ratio";
	return (
		<>
			<Word>whose</Word>
			<MeasuredEvent
				measured={leaf}
				parts={parts}
				isEventInvalid={parts.has("event")}
				disabled={disabled}
				onChange={onChange}
			/>
			<Word>in the last</Word>
			<DurationControls
				label="How long"
				value={period}
				isInvalid={parts.has("period")}
				disabled={disabled}
				onChange={(next) => onChange({ ...leaf, period: next })}
			/>
			<InlineSelect
				label="How the two are compared"
				value={compared}
				options={[
					{ value: "ratio", label: `as a share of ${before}` },
					{ value: "difference", label: `minus that of ${before}` },
				]}
				// What was typed means something else now: a share, or an absolute difference.
				onChange={(next) =>
					onChange({ ...leaf, compared: next, operator: "<=", value: next === "ratio" ? 0.5 : -1 })
				}
				disabled={disabled}
			/>
			<NumberComparison
				of="the two"
				label={isShare ? "Percent" : "By how much"}
				leaf={leaf}
				operators={operators}
				percent={isShare}
				isInvalid={parts.has("value")}
				disabled={disabled}
				onChange={onChange}
			/>
			{isShare && operator !== "isSet" && operator !== "isNotSet" && <Word>%</Word>}
			<AddFilter choice={leaf} onChange={onChange} />
		</>
	);
}

export function TrendBody({ leaf, at, onChange }: KindProps<TrendLeaf>) {
	return <FilterTree choice={leaf} at={at} onChange={onChange} />;
}
