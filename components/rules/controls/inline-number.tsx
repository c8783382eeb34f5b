"use client";

import type { ComponentProps } from "react";
import { InlineInput } from "@/components/rules/controls/inline-controls";
import { useTyped } from "@/components/rules/controls/use-typed";
import { cn } from "@/components/ui/class-names";

type FieldProps = {
	label: string;
	isWhole?: boolean;
} & Omit<ComponentProps<"input">, "value" | "onChange" | "onBlur" | "type">;

/** A number typed inside a sentence; empty is null. */
export function InlineNumber({
	value,
	percent = false,
	onChange,
	...field
}: FieldProps & {
	value: number | null;
	/** The rule holds a share, the screen says per cent. */
	percent?: boolean;
	onChange: (value: number | null) => void;
}) {
	const typed = useTyped(value, (held) => write(held !== null && percent ? toPercent(held) : held));
	return (
		<NumberInput
			text={typed.text}
			onType={(text, number) => {
				const meant = number !== null && percent ? toShare(number) : number;
				typed.keep(text, meant);
				onChange(meant);
			}}
			{...field}
		/>
	);
}

/**
 * A number that a rule cannot be without. Emptied it is `empty`, a number the rule's check refuses; where every number
 * means something, the one held stays, and comes back when the field is left.
 */
export function InlineAmount({
	value,
	empty,
	onChange,
	...field
}: FieldProps & { value: number; empty?: number; onChange: (value: number) => void }) {
	const typed = useTyped(value, (held) => write(held === empty ? null : held));
	return (
		<NumberInput
			text={typed.text}
			onType={(text, number) => {
				const meant = number ?? empty ?? value;
				typed.keep(text, meant);
				if (meant !== value) onChange(meant);
			}}
			onBlur={() => typed.text === "" && typed.settle()}
			{...field}
			aria-invalid={field["aria-invalid"] || typed.text === "" || undefined}
		/>
	);
}

function NumberInput({
	label,
	text,
	isWhole = false,
	className,
	onType,
	...props
}: FieldProps & {
	text: string;
	onType: (text: string, number: number | null) => void;
	onBlur?: () => void;
}) {
	return (
		<InlineInput
			type="number"
			inputMode={isWhole ? "numeric" : "decimal"}
			step={isWhole ? 1 : "any"}
			aria-label={label}
			value={text}
			onChange={({ target }) =>
				onType(target.value, Number.isNaN(target.valueAsNumber) ? null : target.valueAsNumber)
			}
			className={cn("min-w-12 tabular-nums", className)}
			{...props}
		/>
	);
}

function write(held: number | null): string {
	return held === null ? "" : String(held);
}

// Hundredths have no exact binary form: 0.07 × 100 is 7.000000000000001.
function toPercent(share: number): number {
	return Math.round(share * 1e6) / 1e4;
}

function toShare(percent: number): number {
	return Math.round(percent * 1e4) / 1e6;
}
