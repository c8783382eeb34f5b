"use client";

import { measureLabels } from "@/components/campaigns/daily-words";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import type { DailyPreview } from "@/lib/campaigns/daily/contracts";
import { type DailyKind, measuresOf } from "@/lib/campaigns/daily/daily-figures";
import type { DraftDailyMapping } from "@/lib/campaigns/daily/daily-mapping";
import { dateFormats, type NumberFormat } from "@/lib/sources/files/cell-formats";

const numberOptions: { value: NumberFormat; label: string }[] = [
	{ value: "1234.5", label: "1,234.56" },
	{ value: "1234,5", label: "1.234,56" },
];
const dayOptions = dateFormats
	.filter((format) => !format.startsWith("unix"))
	.map((format) => ({ value: format, label: format === "iso" ? "2026-11-22 (ISO)" : format }));

/** Which column is what in a file of days, as guessed and for someone to correct. */
export function DailyMapping({
	kind,
	preview,
	onChange,
}: {
	kind: DailyKind;
	preview: DailyPreview;
	onChange: (mapping: DraftDailyMapping) => void;
}) {
	const { mapping, columns, repeated } = preview;
	const options = columns.map((label, index) => ({ value: String(index), label }));
	const change = (part: Partial<DraftDailyMapping>) => onChange({ ...mapping, ...part });
	const column = (
		label: string,
		key: "dayColumn" | "lineColumn" | "onlyColumn" | "cost" | "conversions" | "value",
		none?: string,
	) => (
		<Field key={key} label={label}>
			<Choice
				value={mapping[key] === null ? "" : String(mapping[key])}
				options={options}
				placeholder="Choose"
				{...(none ? { none } : {})}
				onChange={(value) =>
					change({
						[key]: value === "" ? null : Number(value),
						...(key === "onlyColumn" ? { onlyValue: null } : {}),
					})
				}
			/>
		</Field>
	);
	return (
		<div className="grid items-start gap-3 sm:grid-cols-2">
			{column("Day", "dayColumn")}
			<Field label="Days are written as">
				<Choice
					value={mapping.date ?? ""}
					options={dayOptions}
					placeholder="Choose"
					onChange={(date) => change({ date })}
				/>
			</Field>
			{measuresOf[kind].map((measure) =>
				column(measureLabels[measure], measure, measure === "value" ? "None" : undefined),
			)}
			<Field label="Numbers are written as">
				<Choice
					value={mapping.number ?? ""}
					options={numberOptions}
					placeholder="Choose"
					onChange={(number) => change({ number })}
				/>
			</Field>
			{column("Tells rows of one day apart", "lineColumn", "Nothing: a row is a whole day")}
			{column("Campaign", "onlyColumn", "All rows are this campaign’s")}
			{mapping.onlyColumn !== null && (
				<Field label="Count only">
					<Choice
						value={mapping.onlyValue ?? ""}
						options={preview.onlyValues.map((value) => ({ value, label: value }))}
						placeholder="Choose"
						onChange={(onlyValue) => change({ onlyValue: onlyValue || null })}
					/>
				</Field>
			)}
			{(repeated.length > 0 || mapping.sameDay === "add") && (
				<Field label="Rows of the same day">
					<Choice
						value={mapping.sameDay}
						options={[
							{ value: "ask", label: "Not decided" },
							{ value: "add", label: "Add them together" },
						]}
						onChange={(sameDay) => change({ sameDay })}
					/>
				</Field>
			)}
		</div>
	);
}
