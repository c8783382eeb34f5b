"use client";

import { DurationControls, SpanControls } from "@/components/rules/controls/duration-controls";
import { InlineInput, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { InlineNumber } from "@/components/rules/controls/inline-number";
import { periodOptions } from "@/components/rules/controls/measure";
import { numberOf } from "@/components/rules/controls/number-pair";
import { NumbersControl } from "@/components/rules/controls/numbers-control";
import { DayRange, NumberRange } from "@/components/rules/controls/range-controls";
import { SingleControl } from "@/components/rules/controls/single-control";
import { WeekdayControl } from "@/components/rules/controls/weekday-control";
import { ValuePicker, type ValueSource } from "@/components/rules/pickers/value-picker";
import { type CalendarPeriod, findOperator } from "@/lib/rules/catalog";
import type { Duration, DurationSpan, OperandValue, PropertyLeaf, TraitLeaf } from "@/lib/rules/rule";
import { unread } from "@/lib/rules/unread";

type Leaf = TraitLeaf | PropertyLeaf;

/** What is to the right of the operator: a number, texts, two dates, or nothing. */
export function ValueControl({
	leaf,
	source,
	isInvalid,
	disabled,
	onChange,
}: {
	leaf: Leaf;
	source: ValueSource | null;
	isInvalid: boolean;
	disabled: boolean;
	onChange: (value: OperandValue) => void;
}) {
	const operator = findOperator(leaf.type, leaf.operator);
	const operand = operator?.operand ?? "none";
	const label = `Value of ${leaf.field}`;
	const shared = { disabled, "aria-invalid": isInvalid || undefined };
	const { value } = leaf;
	switch (operand) {
		case "none":
			return null;
		case "text":
		case "pattern":
			return (
				<InlineInput
					aria-label={label}
					placeholder={operand === "pattern" ? "RE2 pattern" : "text"}
					value={typeof value === "string" ? value : ""}
					onChange={(event) => onChange(event.target.value)}
					className={operand === "pattern" ? "font-mono" : undefined}
					{...shared}
				/>
			);
		case "weekdays":
			return <WeekdayControl days={numbersOf(value)} disabled={disabled} onChange={onChange} />;
		case "span":
			return (
				<SpanControls
					label={`${label}: how long ago`}
					value={spanOf(value)}
					isInvalid={isInvalid}
					disabled={disabled}
					onChange={onChange}
				/>
			);
		case "days":
			return (
				<>
					<InlineNumber
						label={label}
						isWhole
						min={0}
						max={365}
						value={numberOf(value)}
						onChange={onChange}
						{...shared}
					/>
					<Word>days</Word>
				</>
			);
		case "duration":
			return (
				<>
					<DurationControls
						label={`${label}: how many`}
						value={durationOf(value)}
						isInvalid={isInvalid}
						disabled={disabled}
						onChange={onChange}
					/>
					{operator?.suffix !== undefined && <Word>{operator.suffix}</Word>}
				</>
			);
		case "period":
			return (
				<InlineSelect<CalendarPeriod>
					label={label}
					// Safe because a choice shows any value it gets.
					value={value as CalendarPeriod}
					options={periodOptions}
					onChange={onChange}
					{...shared}
				/>
			);
		case "pair":
			return leaf.type === "number" ? (
				<NumberRange
					value={value}
					fromLabel={`${label}: from`}
					toLabel={`${label}: to`}
					onChange={onChange}
					{...shared}
				/>
			) : (
				<DayRange
					from={dayOf(value, 0)}
					to={dayOf(value, 1)}
					fromLabel={`${label}: from`}
					toLabel={`${label}: until before`}
					word="and before"
					onChange={(from, to) => onChange([from, to])}
					{...shared}
				/>
			);
		case "many":
			return leaf.type === "number" ? (
				<NumbersControl label={label} value={value} onChange={onChange} {...shared} />
			) : (
				<ValuePicker
					label={label}
					source={source}
					isMany
					chosen={textsOf(value)}
					isInvalid={isInvalid}
					disabled={disabled}
					onChange={onChange}
				/>
			);
		case "one":
			return <SingleControl leaf={leaf} label={label} source={source} onChange={onChange} {...shared} />;
	}
}

function textsOf(value: OperandValue): string[] {
	return Array.isArray(value) ? value.map(String) : [];
}

function dayOf(value: OperandValue, place: 0 | 1): string {
	return Array.isArray(value) ? String(value[place] ?? "") : "";
}

function numbersOf(value: OperandValue): number[] {
	return [value].flat().filter((each) => typeof each === "number");
}

function durationOf(value: OperandValue): Duration {
	return value !== null && typeof value === "object" && "amount" in value
		? value
		: { amount: unread(""), unit: "days" };
}

function spanOf(value: OperandValue): DurationSpan {
	return value !== null && typeof value === "object" && "from" in value
		? value
		: { from: unread(""), to: unread(""), unit: "days" };
}
