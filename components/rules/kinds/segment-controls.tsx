"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { DurationControls } from "@/components/rules/controls/duration-controls";
import { InlineSelect, NameButton, Word } from "@/components/rules/controls/inline-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { ChoicePicker } from "@/components/rules/pickers/name-picker";
import { formatCompact } from "@/components/ui/format-number";
import type { SegmentLeaf } from "@/lib/rules/rule";

/** "are in the segment Loyal customers", "entered Loyal customers in the last 7 days". */
export function SegmentSentence({ leaf, parts, disabled, onChange }: KindProps<SegmentLeaf>) {
	const { operator, value } = leaf;
	const takesTime = operator === "entered" || operator === "left";
	return (
		<>
			<InlineSelect
				label="Membership"
				value={operator}
				options={[
					{ value: "isMember", label: "are in the segment" },
					{ value: "isNotMember", label: "are not in the segment" },
					{ value: "entered", label: "entered the segment" },
					{ value: "left", label: "left the segment" },
				]}
				onChange={(next) => {
					const isTimed = next === "entered" || next === "left";
					onChange({
						...leaf,
						operator: next,
						value: isTimed ? (value ?? { amount: 7, unit: "days" }) : null,
					});
				}}
				disabled={disabled}
			/>
			<SegmentPicker
				segmentId={leaf.field}
				isInvalid={parts.has("field")}
				disabled={disabled}
				onPick={(field) => onChange({ ...leaf, field })}
			/>
			{takesTime && (
				<>
					<Word>in the last</Word>
					<DurationControls
						label="How long ago at most"
						value={value ?? { amount: 0, unit: "days" }}
						isInvalid={parts.has("value")}
						disabled={disabled}
						onChange={(length) => onChange({ ...leaf, value: length })}
					/>
				</>
			)}
		</>
	);
}

/** One of the workspace's segments, by name, with its size. */
export function SegmentPicker({
	segmentId,
	isInvalid,
	disabled,
	onPick,
}: {
	segmentId: string;
	isInvalid: boolean;
	disabled: boolean;
	onPick: (segmentId: string) => void;
}) {
	const { segments } = useBuilder().names;
	const chosen = segments.find(({ id }) => id === segmentId);
	return (
		<ChoicePicker
			label="Find a segment"
			empty="No segment is called that."
			choices={segments
				.filter(({ isArchived }) => !isArchived)
				.map(({ id, name, size }) => ({
					value: id,
					label: name,
					hint: size === null ? "size unknown" : formatCompact(size),
				}))}
			onPick={onPick}
		>
			<NameButton
				label="Segment"
				name={segmentId}
				shown={chosen?.name ?? "a segment that is gone"}
				isInvalid={isInvalid}
				disabled={disabled}
			/>
		</ChoicePicker>
	);
}
