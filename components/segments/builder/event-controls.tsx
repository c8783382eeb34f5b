"use client";

import { ChevronDown } from "lucide-react";
import { useBuilder } from "@/components/segments/builder/builder-context";
import { unitOptions } from "@/components/segments/builder/comparison-controls";
import {
	InlineInput,
	InlineNumber,
	InlineSelect,
	inlineButton,
	Word,
} from "@/components/segments/builder/inline-controls";
import {
	changeMeasure,
	changeWindow,
	type Measure,
	measureOf,
	measures,
	windowKinds,
} from "@/components/segments/builder/measure";
import { NamePicker } from "@/components/segments/builder/subject-picker";
import { cn } from "@/components/ui/class-names";
import { aggregateOf, aggregateOperators } from "@/lib/segments/catalog";
import type { EventLeaf } from "@/lib/segments/rule";

type Props = {
	leaf: EventLeaf;
	invalidParts: readonly string[];
	disabled: boolean;
	onChange: (leaf: EventLeaf) => void;
};

/** "did", "did not do", "sum of amount of": what is measured, standing before the event's name. */
export function MeasureControls({ leaf, invalidParts, disabled, onChange }: Props) {
	const { names } = useBuilder();
	const properties = names.events.find(({ name }) => name === leaf.field)?.properties ?? [];
	const { aggregate } = leaf;
	const needsNumber = aggregateOf(aggregate.kind).property === "number";
	const usable = properties.filter(({ type }) => (needsNumber ? type === "number" : type !== "list"));
	return (
		<>
			<InlineSelect<Measure>
				label={`What to measure of ${leaf.field}`}
				value={measureOf(leaf)}
				options={measures}
				onChange={(measure) => onChange(changeMeasure(leaf, measure, properties))}
				disabled={disabled}
			/>
			{"property" in aggregate && (
				<>
					<NamePicker
						label={needsNumber ? "Find a numeric property" : "Find a property"}
						names={usable}
						empty={needsNumber ? "This event has no numeric property." : "This event has no property."}
						onPick={(property) => onChange({ ...leaf, aggregate: { ...aggregate, property } })}
					>
						<button
							type="button"
							disabled={disabled}
							aria-label={`Property: ${aggregate.property || "choose"}`}
							aria-invalid={invalidParts.includes("aggregate") || undefined}
							className={cn(inlineButton, "inline-flex items-center gap-1")}
						>
							<span className="truncate">{aggregate.property || "choose…"}</span>
							<ChevronDown aria-hidden="true" className="size-3 text-muted-foreground" />
						</button>
					</NamePicker>
					<Word>of</Word>
				</>
			)}
		</>
	);
}

const countWords: Record<string, string> = {
	">=": "at least",
	">": "more than",
	"<=": "at most",
	"<": "fewer than",
	equals: "exactly",
	notEquals: "not exactly",
	between: "between",
};

/** "at least 3 times in the last 60 days": what stands after the event's name. */
export function EventComparison({ leaf, invalidParts, disabled, onChange }: Props) {
	const { aggregate, operator, value } = leaf;
	const isCount = aggregate.kind === "count";
	const isWhole = aggregateOf(aggregate.kind).isWhole;
	const number = (given: unknown) => (typeof given === "number" ? given : null);
	const shared = { disabled, isWhole, "aria-invalid": invalidParts.includes("value") || undefined };
	const [from, to]: unknown[] = Array.isArray(value) ? value : [];
	return (
		<>
			{measureOf(leaf) !== "never" && (
				<>
					<InlineSelect
						label={`How to compare ${leaf.field}`}
						value={operator}
						options={aggregateOperators(aggregate.kind).map(({ id, label }) => ({
							value: id,
							label: isCount ? (countWords[id] ?? label) : label,
						}))}
						onChange={(id) => {
							const single = number(from) ?? number(value) ?? 1;
							const isNone = id === "isSet" || id === "isNotSet";
							const next = isNone
								? null
								: id === "between"
									? [single, Math.max(single, number(to) ?? single)]
									: single;
							onChange({ ...leaf, operator: id, value: next });
						}}
						disabled={disabled}
					/>
					{operator === "between" ? (
						<>
							<InlineNumber
								label="From"
								value={number(from)}
								onChange={(typed) => onChange({ ...leaf, value: [typed ?? 0, number(to) ?? 0] })}
								{...shared}
							/>
							<Word>and</Word>
							<InlineNumber
								label="To"
								value={number(to)}
								onChange={(typed) => onChange({ ...leaf, value: [number(from) ?? 0, typed ?? 0] })}
								{...shared}
							/>
						</>
					) : (
						operator !== "isSet" &&
						operator !== "isNotSet" && (
							<InlineNumber
								label={isCount ? "How many times" : "Number"}
								value={number(value)}
								onChange={(typed) => onChange({ ...leaf, value: typed })}
								{...shared}
							/>
						)
					)}
					{isCount && <Word>{value === 1 ? "time" : "times"}</Word>}
					{aggregate.kind.startsWith("daysSince") && <Word>days</Word>}
				</>
			)}
			<WindowControls leaf={leaf} invalidParts={invalidParts} disabled={disabled} onChange={onChange} />
		</>
	);
}

function WindowControls({ leaf, invalidParts, disabled, onChange }: Props) {
	const { names } = useBuilder();
	const { window } = leaf;
	const dates = names.traits.filter(({ type }) => type === "date");
	const isInvalid = invalidParts.includes("window") || undefined;
	const kinds = windowKinds.filter(
		({ value }) => value !== "sinceTrait" || dates.length > 0 || window.kind === "sinceTrait",
	);
	return (
		<>
			<InlineSelect
				label="When"
				value={window.kind}
				options={kinds}
				onChange={(kind) => onChange({ ...leaf, window: changeWindow(window, kind, dates[0]?.name ?? "") })}
				disabled={disabled}
			/>
			{(window.kind === "last" || window.kind === "before") && (
				<>
					<InlineNumber
						label="How long"
						isWhole
						min={1}
						value={window.amount === 0 ? null : window.amount}
						onChange={(typed) => onChange({ ...leaf, window: { ...window, amount: typed ?? 0 } })}
						disabled={disabled}
						aria-invalid={isInvalid}
					/>
					<InlineSelect
						label="Unit of time"
						value={window.unit}
						options={unitOptions}
						onChange={(unit) => onChange({ ...leaf, window: { ...window, unit } })}
						disabled={disabled}
					/>
					{window.kind === "before" && <Word>ago</Word>}
				</>
			)}
			{window.kind === "between" && (
				<>
					<InlineInput
						type="date"
						aria-label="From"
						value={window.from.slice(0, 10)}
						disabled={disabled}
						aria-invalid={isInvalid}
						onChange={(event) => onChange({ ...leaf, window: { ...window, from: event.target.value } })}
					/>
					<Word>until before</Word>
					<InlineInput
						type="date"
						aria-label="Until before"
						value={window.to.slice(0, 10)}
						disabled={disabled}
						aria-invalid={isInvalid}
						onChange={(event) => onChange({ ...leaf, window: { ...window, to: event.target.value } })}
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
					onChange={(trait) => onChange({ ...leaf, window: { kind: "sinceTrait", trait } })}
					disabled={disabled}
					aria-invalid={isInvalid}
				/>
			)}
		</>
	);
}
