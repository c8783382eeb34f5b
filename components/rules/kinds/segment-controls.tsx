"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { DurationControls } from "@/components/rules/controls/duration-controls";
import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { optionsOf } from "@/components/rules/controls/operator-select";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { IdPicker, setChoice } from "@/components/rules/pickers/id-picker";
import type { SegmentLeaf } from "@/lib/rules/rule";
import { unread } from "@/lib/rules/unread";

const operatorWords = {
	isMember: "are in the segment",
	isNotMember: "are not in the segment",
	entered: "entered the segment",
	left: "left the segment",
};

/** "are in the segment Loyal customers", "entered Loyal customers in the last 7 days". */
export function SegmentSentence({ leaf, parts, disabled, onChange }: KindProps<SegmentLeaf>) {
	const { operator, value } = leaf;
	const takesTime = operator === "entered" || operator === "left";
	return (
		<>
			<InlineSelect
				label="Membership"
				value={operator}
				options={optionsOf(operatorWords)}
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
						value={value ?? { amount: unread(""), unit: "days" }}
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
	// An archived one keeps its name where it is already used.
	const offered = segments.filter(({ id, isArchived }) => !isArchived || id === segmentId);
	return (
		<IdPicker
			noun="segment"
			id={segmentId}
			choices={offered.map(setChoice)}
			isInvalid={isInvalid}
			disabled={disabled}
			onPick={onPick}
		/>
	);
}
