"use client";

import { type ReactNode, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A number of a form, held as it is typed. What is wrong with it is shown as soon as the field was left once. */
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
	/** What was found when the form was sent. */
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
