"use client";

import { CalendarDays } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { readTypedDay, readTypedMoment, writeTypedDay } from "@/lib/kernel/typed-day";
import { cn } from "./class-names";
import { dayStyle } from "./day-style";
import { Input } from "./input";
import { useTyped } from "./use-typed";

/**
 * A date in one field, typed in the viewer's format, or chosen from the browser's calendar: by the button, by
 * Alt-Down. The value is `2026-11-22` (with a time `2026-11-22T09:41:00`), or the typed text while it is not
 * a date. On blur, the field shows how it was parsed, with the month as a word.
 */
export function DateInput({
	value,
	name,
	withTime = false,
	isInline = false,
	disabled = false,
	className,
	onChange,
	onBlur,
	...props
}: {
	value: string;
	/** What the date is for, for the calendar button's label. */
	name: string;
	withTime?: boolean;
	/** Inline in a sentence, as wide as its content. */
	isInline?: boolean;
	disabled?: boolean;
	className?: string;
	onChange: (value: string) => void;
	onBlur?: () => void;
	id?: string;
	"aria-label"?: string;
	"aria-describedby"?: string | undefined;
	"aria-invalid"?: boolean | "true" | "false" | undefined;
}) {
	const field = useRef<HTMLInputElement>(null);
	const calendar = useRef<HTMLInputElement>(null);
	const typed = useTyped(value, writeTypedDay);
	const type = (text: string) => {
		const meant = (withTime ? readTypedMoment : readTypedDay)(text, dayStyle()) ?? text;
		typed.keep(text, meant);
		onChange(meant);
	};
	const open = () => {
		if (!disabled) calendar.current?.showPicker();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "ArrowDown" || !event.altKey || event.shiftKey || event.ctrlKey || event.metaKey)
			return;
		event.preventDefault();
		event.stopPropagation();
		open();
	};
	const isDay = writeTypedDay(value) !== value;
	return (
		<span className={cn("relative inline-flex max-w-full", !isInline && "w-full", className)}>
			<Input
				ref={field}
				value={typed.text}
				disabled={disabled}
				autoComplete="off"
				spellCheck={false}
				placeholder={withTime ? "22 Nov 2026, 09:30" : "22 Nov 2026"}
				aria-keyshortcuts="Alt+ArrowDown"
				onChange={(event) => type(event.target.value)}
				onKeyDown={onKeyDown}
				onBlur={() => {
					typed.settle();
					onBlur?.();
				}}
				className={cn(
					"pr-8 tabular-nums",
					isInline &&
						"field-sizing-content h-7 w-auto min-w-31 bg-muted pr-7 pl-1.5 font-medium shadow-none sm:text-sm",
				)}
				{...props}
			/>
			<button
				type="button"
				tabIndex={-1}
				disabled={disabled}
				aria-label={`Calendar: ${name}`}
				title="Choose from a calendar (Alt ↓)"
				onClick={open}
				className="absolute inset-y-0 right-0 grid w-7 cursor-pointer place-items-center rounded-md text-muted-foreground hover:text-foreground disabled:cursor-default disabled:opacity-50"
			>
				<CalendarDays aria-hidden="true" className="size-4" />
			</button>
			{/* The browser's own calendar opens from here; the field itself is hidden, also from screen readers. */}
			<input
				ref={calendar}
				type={withTime ? "datetime-local" : "date"}
				step={withTime ? 1 : undefined}
				tabIndex={-1}
				aria-hidden="true"
				disabled={disabled}
				value={isDay ? value : ""}
				onChange={({ target }) => {
					// Cleared in the calendar, it is empty; a time without seconds gets them.
					const chosen = target.value;
					onChange(withTime && chosen.length === 16 ? `${chosen}:00` : chosen);
					field.current?.focus();
				}}
				className="pointer-events-none absolute right-0 bottom-0 h-0 w-full opacity-0"
			/>
		</span>
	);
}
