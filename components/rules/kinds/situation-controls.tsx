"use client";

import { ComparisonControls } from "@/components/rules/controls/comparison-controls";
import { InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { InlineAmount } from "@/components/rules/controls/inline-number";
import { WeekdayControl } from "@/components/rules/controls/weekday-control";
import { LeafWindow } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { EventPicker } from "@/components/rules/pickers/event-picker";
import { type SituationLeaf, type SituationTest, situationAspects } from "@/lib/rules/rule";

type Aspect = (typeof situationAspects)[number];
type Question = Aspect | "hours" | "weekdays" | "near";

const aspectLabels: Record<Aspect, string> = {
	device: "device",
	os: "operating system",
	app: "app",
	locale: "language",
	country: "country",
	region: "region",
	city: "city",
};

const questions: readonly { value: Question; label: string }[] = [
	...situationAspects.map((value) => ({ value, label: `latest ${aspectLabels[value]}` })),
	{ value: "hours", label: "hour of the day" },
	{ value: "weekdays", label: "day of the week" },
	{ value: "near", label: "distance from a place" },
];

/** A new condition of one sort. */
export function newSituation(question: Question): SituationTest {
	switch (question) {
		case "hours":
			return { kind: "hours", from: 9, to: 17 };
		case "weekdays":
			return { kind: "weekdays", days: [6, 7] };
		case "near":
			return { kind: "near", latitude: 52.52, longitude: 13.405, km: 50 };
		default:
			return { kind: "latest", aspect: question, operator: "equals", value: null };
	}
}

/** "whose latest country is DE", "active between 18 and 23 o'clock", "within 50 km of a place". */
export function SituationSentence({ leaf, parts, disabled, onChange }: KindProps<SituationLeaf>) {
	const { test } = leaf;
	const put = (next: SituationTest) => onChange({ ...leaf, test: next });
	const chosen: Question = test.kind === "latest" ? test.aspect : test.kind;
	return (
		<>
			<InlineSelect
				label="Whether it matches"
				value={leaf.operator}
				options={[
					{ value: "is", label: test.kind === "latest" ? "whose" : "active by" },
					{ value: "isNot", label: test.kind === "latest" ? "except those whose" : "not active by" },
				]}
				onChange={(operator) => onChange({ ...leaf, operator })}
				disabled={disabled}
			/>
			<InlineSelect
				label="Which circumstance"
				value={chosen}
				options={questions}
				onChange={(next) => put(newSituation(next))}
				disabled={disabled}
			/>
			<TestControls test={test} parts={parts} disabled={disabled} onChange={put} />
			<Word>in</Word>
			<EventPicker
				label="Which events"
				name={leaf.event ?? ""}
				anyLabel="any event"
				isInvalid={parts.has("event")}
				disabled={disabled}
				onPick={(event) => {
					const { event: _, ...rest } = leaf;
					onChange(event === "" ? rest : { ...rest, event });
				}}
			/>
			<LeafWindow leaf={leaf} parts={parts} disabled={disabled} onChange={onChange} />
		</>
	);
}

function TestControls({
	test,
	parts,
	disabled,
	onChange,
}: Pick<KindProps<SituationTest>, "parts" | "disabled" | "onChange"> & { test: SituationTest }) {
	const number = { disabled, "aria-invalid": parts.has("test") || parts.has("value") || undefined };
	switch (test.kind) {
		case "latest": {
			const { kind: _, aspect, ...comparison } = test;
			return (
				<ComparisonControls
					leaf={{ kind: "property", field: aspectLabels[aspect], type: "string", ...comparison }}
					source={null}
					parts={parts}
					disabled={disabled}
					onChange={({ operator, value, ignoreCase }) =>
						onChange({ kind: "latest", aspect, operator, value, ...(ignoreCase ? { ignoreCase } : {}) })
					}
				/>
			);
		}
		case "hours":
			return (
				<>
					<Word>from</Word>
					<InlineAmount
						label="From hour"
						isWhole
						min={0}
						max={23}
						value={test.from}
						onChange={(from) => onChange({ ...test, from })}
						{...number}
					/>
					<Word>to before</Word>
					<InlineAmount
						label="To before hour"
						isWhole
						min={0}
						max={24}
						value={test.to}
						onChange={(to) => onChange({ ...test, to })}
						{...number}
					/>
					<Word>o’clock</Word>
				</>
			);
		case "weekdays":
			return (
				<WeekdayControl
					days={test.days}
					disabled={disabled}
					onChange={(days) => onChange({ ...test, days })}
				/>
			);
		case "near":
			return (
				<>
					<Word>at most</Word>
					<InlineAmount
						label="Kilometers"
						value={test.km}
						onChange={(km) => onChange({ ...test, km })}
						{...number}
					/>
					<Word>km from latitude</Word>
					<InlineAmount
						label="Latitude"
						value={test.latitude}
						onChange={(latitude) => onChange({ ...test, latitude })}
						{...number}
					/>
					<Word>longitude</Word>
					<InlineAmount
						label="Longitude"
						value={test.longitude}
						onChange={(longitude) => onChange({ ...test, longitude })}
						{...number}
					/>
				</>
			);
	}
}
