"use client";

import { type ComponentProps, type KeyboardEvent, useId } from "react";
import { InlineInput } from "@/components/rules/controls/inline-controls";
import type { TypedNumber } from "@/components/rules/controls/number-pair";
import { cn } from "@/components/ui/class-names";
import { useTyped } from "@/components/ui/use-typed";
import { readTypedNumber, shiftPoint, unreadText } from "@/lib/kernel/typed-number";
import { unread } from "@/lib/rules/unread";

type FieldProps = {
	label: string;
	isWhole?: boolean;
	/** Where the arrow keys stop. */
	min?: number;
	max?: number;
} & Omit<ComponentProps<"input">, "value" | "onChange" | "onBlur" | "type" | "min" | "max">;

/** A number typed inside a sentence. */
export function InlineNumber({
	value,
	percent = false,
	onChange,
	...field
}: FieldProps & {
	value: TypedNumber;
	/** The rule stores a fraction, the screen shows percent. */
	percent?: boolean;
	onChange: (value: TypedNumber) => void;
}) {
	const typed = useTyped(value, (held) =>
		typeof held === "number" ? String(percent ? shiftPoint(held, 2) : held) : (held ?? ""),
	);
	return (
		<NumberInput
			text={typed.text}
			onType={(text) => {
				const number = readTypedNumber(percent ? text.replace(/\s*%\s*$/, "") : text);
				const meant = number === null ? text || null : percent ? shiftPoint(number, -2) : number;
				typed.keep(text, meant);
				onChange(meant);
			}}
			isUnread={typeof value === "string"}
			{...field}
		/>
	);
}

/** A number that a rule requires: text that is not a number yet is kept in its place as typed. */
export function InlineAmount({
	value,
	onChange,
	...field
}: FieldProps & { value: number; onChange: (value: number) => void }) {
	return (
		<InlineNumber value={value} onChange={(typed) => onChange(numberOrUnread(typed ?? ""))} {...field} />
	);
}

function numberOrUnread(typed: number | string): number {
	return typeof typed === "number" ? typed : unread(typed);
}

/** A text field, so that nothing typed or pasted into it is lost; the arrow keys step up and down. */
function NumberInput({
	label,
	text,
	isWhole = false,
	isUnread,
	min = Number.NEGATIVE_INFINITY,
	max = Number.POSITIVE_INFINITY,
	className,
	onType,
	...props
}: FieldProps & { text: string; isUnread: boolean; onType: (text: string) => void }) {
	const id = useId();
	const step = (event: KeyboardEvent<HTMLInputElement>) => {
		const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
		if (by === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
		const number = text.trim() === "" ? 0 : readTypedNumber(text);
		if (number === null) return;
		event.preventDefault();
		onType(String(Math.min(max, Math.max(min, Number((number + by).toPrecision(15))))));
	};
	return (
		<>
			<InlineInput
				type="text"
				inputMode={isWhole ? "numeric" : "decimal"}
				autoComplete="off"
				aria-label={label}
				value={text}
				onChange={({ target }) => onType(target.value)}
				onKeyDown={step}
				className={cn("min-w-12 tabular-nums", className)}
				{...props}
				{...(isUnread ? { "aria-invalid": true, "aria-describedby": id } : {})}
			/>
			{isUnread && (
				<span id={id} hidden>
					{unreadText(text)}
				</span>
			)}
		</>
	);
}
