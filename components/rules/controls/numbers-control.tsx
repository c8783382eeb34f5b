"use client";

import { InlineInput } from "@/components/rules/controls/inline-controls";
import { useTyped } from "@/components/rules/controls/use-typed";
import type { OperandValue } from "@/lib/rules/rule";

/** Several numbers, separated by commas, semicolons or blanks. Null while part of what is typed is no number. */
export function NumbersControl({
	label,
	value,
	disabled,
	onChange,
	"aria-invalid": isInvalid,
}: {
	label: string;
	value: OperandValue;
	disabled: boolean;
	"aria-invalid": true | undefined;
	onChange: (value: number[] | null) => void;
}) {
	const typed = useTyped(value, (held) => (Array.isArray(held) ? held.join(", ") : ""));
	return (
		<InlineInput
			aria-label={label}
			placeholder="1, 2, 3"
			value={typed.text}
			disabled={disabled}
			aria-invalid={isInvalid}
			onChange={(event) => {
				const read = readNumbers(event.target.value);
				typed.keep(event.target.value, read);
				onChange(read);
			}}
			// How the text was read is shown, unless it could not be.
			onBlur={() => value !== null && typed.settle()}
		/>
	);
}

const grouped = /^[-+]?\d{1,3}(\s\d{3})+([.]\d+)?$/;

/** The numbers of a text, or null where part of it is none. "1 000" is a thousand, "1 2" are two numbers. */
export function readNumbers(text: string): number[] | null {
	const pieces = text
		.replaceAll("−", "-")
		.split(/[,;]/)
		.map((piece) => piece.trim())
		.filter(Boolean)
		.flatMap((piece) => (grouped.test(piece) ? piece.replace(/\s/g, "") : piece.split(/\s+/)));
	const numbers = pieces.map(Number);
	// "1,000" is neither 1 and 0 nor surely a thousand.
	return numbers.every(Number.isFinite) && !pieces.some((piece) => /^[-+]?0\d/.test(piece)) ? numbers : null;
}
