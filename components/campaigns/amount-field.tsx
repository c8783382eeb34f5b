"use client";

import { type ReactNode, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A number field of a form, kept as typed. Its error is shown after the first blur. */
export function AmountField({
	label,
	hint,
	error,
	value,
	isWhole = false,
	problemOf,
	onChange,
}: {
	label: string;
	hint?: ReactNode;
	/** The error found on submit. */
	error: string | undefined;
	value: string;
	isWhole?: boolean;
	problemOf: (text: string) => string | undefined;
	onChange: (text: string) => void;
}) {
	const [wasLeft, setLeft] = useState(value !== "");
	return (
		<Field label={label} hint={hint} error={error ?? (wasLeft ? problemOf(value) : undefined)}>
			<Input
				inputMode={isWhole ? "numeric" : "decimal"}
				autoComplete="off"
				value={value}
				onBlur={() => setLeft(true)}
				onChange={(event) => onChange(event.target.value)}
			/>
		</Field>
	);
}
