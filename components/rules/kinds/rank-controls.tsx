"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { MeasuredEvent } from "@/components/rules/controls/aggregate-controls";
import { InlineSelect, NameButton, Word } from "@/components/rules/controls/inline-controls";
import { InlineAmount } from "@/components/rules/controls/inline-number";
import { OperatorSelect } from "@/components/rules/controls/operator-select";
import { AddFilter, FilterTree } from "@/components/rules/controls/property-filters";
import { LeafWindow } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { SegmentPicker } from "@/components/rules/kinds/segment-controls";
import { ChoicePicker } from "@/components/rules/pickers/choice-picker";
import type { RankLeaf, RankMeasure } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";

type EventMeasure = Extract<RankMeasure, { kind: "event" }>;

/** "are among the top 10 % of everyone by sum of amount of Order Completed in the last 90 days". */
export function RankSentence({ leaf, at: _, parts, disabled, onChange }: KindProps<RankLeaf>) {
	const { by, among, ...rest } = leaf;
	return (
		<>
			<Word>are among the</Word>
			<OperatorSelect
				label="Which end"
				leaf={leaf}
				words={{ top: "top", bottom: "bottom" }}
				disabled={disabled}
				onChange={onChange}
			/>
			<InlineAmount
				label="How many of them"
				value={leaf.value}
				min={0}
				onChange={(value) => onChange({ ...leaf, value })}
				disabled={disabled}
				aria-invalid={parts.has("value") || undefined}
			/>
			<InlineSelect
				label="Share or number"
				value={leaf.unit}
				options={[
					{ value: "percent", label: "%" },
					{ value: "people", label: "people" },
				]}
				onChange={(unit) => onChange({ ...leaf, unit })}
				disabled={disabled}
			/>
			<Word>of</Word>
			<InlineSelect
				label="Among whom"
				value={among === undefined ? "everyone" : "segment"}
				options={[
					{ value: "everyone", label: "everyone" },
					{ value: "segment", label: "the segment" },
				]}
				onChange={(chosen) =>
					onChange(chosen === "everyone" ? { ...rest, by } : { ...leaf, among: unfilledName("a segment") })
				}
				disabled={disabled}
			/>
			{among !== undefined && (
				<SegmentPicker
					segmentId={among}
					isInvalid={parts.has("among")}
					disabled={disabled}
					onPick={(chosen) => onChange({ ...leaf, among: chosen })}
				/>
			)}
			<Word>by</Word>
			<MeasureOfRank
				by={by}
				parts={parts}
				disabled={disabled}
				onChange={(next) => onChange({ ...leaf, by: next })}
			/>
		</>
	);
}

function MeasureOfRank({
	by,
	parts,
	disabled,
	onChange,
}: Pick<KindProps<RankMeasure>, "parts" | "disabled"> & {
	by: RankMeasure;
	onChange: (by: RankMeasure) => void;
}) {
	const { names } = useBuilder();
	const numeric = names.traits.filter(({ type }) => type === "number");
	const toEvent = (): EventMeasure => ({
		kind: "event",
		event: unfilledName("an event"),
		aggregate: { kind: "count" },
		window: { kind: "last", amount: 90, unit: "days" },
	});
	return (
		<>
			<InlineSelect
				label="Ranked by what"
				value={by.kind}
				options={[
					{ value: "event", label: "what they did:" },
					...(numeric.length > 0 || by.kind === "trait" ? [{ value: "trait" as const, label: "their" }] : []),
				]}
				onChange={(kind) =>
					onChange(
						kind === "trait" ? { kind, trait: numeric[0]?.name ?? unfilledName("a number") } : toEvent(),
					)
				}
				disabled={disabled}
			/>
			{by.kind === "trait" ? (
				<ChoicePicker
					label="Find a numeric trait"
					choices={numeric.map(({ name, type }) => ({ value: name, label: name, hint: type }))}
					empty="No numeric trait has that name."
					onPick={(trait) => onChange({ kind: "trait", trait })}
				>
					<NameButton label="Trait" name={by.trait} isInvalid={parts.has("by")} disabled={disabled} />
				</ChoicePicker>
			) : (
				<>
					<MeasuredEvent
						measured={by}
						parts={parts}
						isEventInvalid={parts.has("by") || parts.has("event")}
						disabled={disabled}
						onChange={onChange}
					/>
					<LeafWindow leaf={by} parts={parts} disabled={disabled} onChange={onChange} />
					<AddFilter choice={by} onChange={onChange} />
				</>
			)}
		</>
	);
}

export function RankBody({ leaf, at, onChange }: KindProps<RankLeaf>) {
	const { by } = leaf;
	if (by.kind !== "event") return null;
	return <FilterTree choice={by} at={[...at, "by"]} onChange={(next) => onChange({ ...leaf, by: next })} />;
}
