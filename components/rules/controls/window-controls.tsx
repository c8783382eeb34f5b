"use client";

import { useBuilder } from "@/components/rules/builder-context";
import { DurationControls, SpanControls } from "@/components/rules/controls/duration-controls";
import { InlineSelect, Phrase, Word } from "@/components/rules/controls/inline-controls";
import { changeWindow, periodOptions, windowKinds } from "@/components/rules/controls/measure";
import { DayRange } from "@/components/rules/controls/range-controls";
import type { EventWindow } from "@/lib/rules/rule";

type Shared<W> = { isInvalid: boolean; disabled: boolean; onChange: (window: W) => void };

/** When the events of a condition count, as part of the condition. */
export function LeafWindow<L extends { window: EventWindow }>({
	leaf,
	parts,
	disabled,
	onChange,
}: {
	leaf: L;
	parts: ReadonlySet<string>;
	disabled: boolean;
	onChange: (leaf: L) => void;
}) {
	return (
		<WindowControls
			window={leaf.window}
			isInvalid={parts.has("window")}
			disabled={disabled}
			onChange={(window) => onChange({ ...leaf, window })}
		/>
	);
}

/** "in the last 60 days", "in this month", "since their trial_started_at": which events count by their time. */
export function WindowControls({
	window,
	isInvalid,
	disabled,
	onChange,
}: Shared<EventWindow> & { window: EventWindow }) {
	const { names } = useBuilder();
	const dates = names.traits.filter(({ type }) => type === "date").map(({ name }) => name);
	const kinds = windowKinds.filter(
		({ value }) => value !== "sinceTrait" || dates.length > 0 || window.kind === "sinceTrait",
	);
	return (
		<Phrase>
			<InlineSelect
				label="When"
				value={window.kind}
				options={kinds}
				onChange={(kind) => onChange(changeWindow(window, kind, dates[0] ?? ""))}
				disabled={disabled}
			/>
			<WindowDetail
				window={window}
				dates={dates}
				isInvalid={isInvalid}
				disabled={disabled}
				onChange={onChange}
			/>
		</Phrase>
	);
}

function WindowDetail({
	window,
	dates,
	...shared
}: Shared<EventWindow> & { window: EventWindow; dates: readonly string[] }) {
	const { disabled, isInvalid, onChange } = shared;
	const invalid = isInvalid || undefined;
	switch (window.kind) {
		case "any":
			return null;
		case "last":
		case "before":
			return (
				<>
					<DurationControls label="How long" unitLabel="Unit of time" value={window} {...shared} />
					{window.kind === "before" && <Word>ago</Word>}
				</>
			);
		case "ago":
			return <SpanControls label="How long ago" value={window} {...shared} />;
		case "this":
			return (
				<InlineSelect
					label="Which period"
					value={window.unit}
					options={periodOptions}
					onChange={(unit) => onChange({ ...window, unit })}
					disabled={disabled}
				/>
			);
		case "between":
			return (
				<DayRange
					from={window.from}
					to={window.to}
					fromLabel="From"
					toLabel="Until before"
					word="until before"
					disabled={disabled}
					aria-invalid={invalid}
					onChange={(from, to) => onChange({ ...window, from, to })}
				/>
			);
		case "sinceTrait":
			return (
				<InlineSelect
					label="Since which date"
					value={window.trait}
					options={[...new Set([window.trait, ...dates])].map((name) => ({ value: name, label: name }))}
					onChange={(trait) => onChange({ ...window, trait })}
					disabled={disabled}
					aria-invalid={invalid}
				/>
			);
	}
}
