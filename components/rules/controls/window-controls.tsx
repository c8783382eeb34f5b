"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { unitOptions } from "@/components/rules/controls/duration-controls";
import {
	InlineInput,
	InlineNumber,
	InlineSelect,
	Phrase,
	Word,
} from "@/components/rules/controls/inline-controls";
import { changeWindow, periodOptions, windowKinds } from "@/components/rules/controls/measure";
import { SpanControls } from "@/components/rules/controls/span-controls";
import type { EventWindow } from "@/lib/rules/rule";

/** "in the last 60 days", "in this month", "since their trial_started_at": which events count by their time. */
export function WindowControls({
	window,
	isInvalid,
	disabled,
	onChange,
}: {
	window: EventWindow;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (window: EventWindow) => void;
}) {
	const { names } = useBuilder();
	const dates = names.traits.filter(({ type }) => type === "date");
	const invalid = isInvalid || undefined;
	const kinds = windowKinds.filter(
		({ value }) => value !== "sinceTrait" || dates.length > 0 || window.kind === "sinceTrait",
	);
	return (
		<Phrase>
			<InlineSelect
				label="When"
				value={window.kind}
				options={kinds}
				onChange={(kind) => onChange(changeWindow(window, kind, dates[0]?.name ?? ""))}
				disabled={disabled}
			/>
			{(window.kind === "last" || window.kind === "before") && (
				<>
					<InlineNumber
						label="How long"
						isWhole
						min={1}
						value={window.amount === 0 ? null : window.amount}
						onChange={(typed) => onChange({ ...window, amount: typed ?? 0 })}
						disabled={disabled}
						aria-invalid={invalid}
					/>
					<InlineSelect
						label="Unit of time"
						value={window.unit}
						options={unitOptions(window.amount)}
						onChange={(unit) => onChange({ ...window, unit })}
						disabled={disabled}
					/>
					{window.kind === "before" && <Word>ago</Word>}
				</>
			)}
			{window.kind === "ago" && (
				<SpanControls
					label="How long ago"
					value={window}
					isInvalid={isInvalid}
					disabled={disabled}
					onChange={(span) => onChange({ kind: "ago", ...span })}
				/>
			)}
			{window.kind === "this" && (
				<InlineSelect
					label="Which period"
					value={window.unit}
					options={periodOptions}
					onChange={(unit) => onChange({ kind: "this", unit })}
					disabled={disabled}
				/>
			)}
			{window.kind === "between" && (
				<>
					<InlineInput
						type="date"
						aria-label="From"
						value={window.from.slice(0, 10)}
						disabled={disabled}
						aria-invalid={invalid}
						onChange={(event) => onChange({ ...window, from: event.target.value })}
					/>
					<Word>until before</Word>
					<InlineInput
						type="date"
						aria-label="Until before"
						value={window.to.slice(0, 10)}
						disabled={disabled}
						aria-invalid={invalid}
						onChange={(event) => onChange({ ...window, to: event.target.value })}
					/>
				</>
			)}
			{window.kind === "sinceTrait" && (
				<InlineSelect
					label="Since which date"
					value={window.trait}
					options={[...new Set([window.trait, ...dates.map(({ name }) => name)])].map((name) => ({
						value: name,
						label: name,
					}))}
					onChange={(trait) => onChange({ kind: "sinceTrait", trait })}
					disabled={disabled}
					aria-invalid={invalid}
				/>
			)}
		</Phrase>
	);
}
