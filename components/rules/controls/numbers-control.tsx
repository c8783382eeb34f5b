"use client";

import { InlineInput } from "@/components/rules/controls/inline-controls";
import { useTyped } from "@/components/ui/use-typed";
import { readTypedNumbers } from "@/lib/kernel/typed-number";
import type { OperandValue } from "@/lib/rules/rule";

/**
 * Several numbers, separated by commas, semicolons or spaces; the text as typed while part of it is not a
 * number.
 */
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
	onChange: (value: number[] | string) => void;
}) {
	const typed = useTyped(value, (held) =>
		typeof held === "string" ? held : Array.isArray(held) ? held.join(", ") : "",
	);
	const type = (text: string) => {
		const meant = readTypedNumbers(text) ?? text;
		typed.keep(text, meant);
		onChange(meant);
	};
	return (
		<InlineInput
			aria-label={label}
			placeholder="1, 2, 3"
			autoComplete="off"
			value={typed.text}
			disabled={disabled}
			aria-invalid={isInvalid}
			onChange={(event) => type(event.target.value)}
			onPaste={(event) => {
				const lines = event.clipboardData.getData("text/plain").trim();
				if (!/[\r\n\t]/.test(lines)) return;
				// A single-line field would join the lines of a pasted column.
				event.preventDefault();
				const { selectionStart, selectionEnd, value: before } = event.currentTarget;
				const start = before.slice(0, selectionStart ?? before.length);
				const end = before.slice(selectionEnd ?? before.length);
				type(`${start}${lines.replace(/[\r\n\t]+/g, ", ")}${end}`);
			}}
			// How the text was read is shown, unless it could not be.
			onBlur={() => typed.settle()}
		/>
	);
}
