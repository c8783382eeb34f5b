"use client";

import { type ReactNode, useState } from "react";
import { dayProblem, momentProblem } from "@/lib/kernel/typed-day";
import { DateInput } from "./date-input";
import { Field } from "./field";

/** A date field of a form. Its error is shown after the first blur. */
export function DateField({
	label,
	hint,
	error,
	className,
	...input
}: {
	label: string;
	hint?: ReactNode;
	/** The error found on submit. */
	error?: string | undefined;
	className?: string;
	value: string;
	withTime?: boolean;
	disabled?: boolean;
	onChange: (value: string) => void;
}) {
	const { value, withTime } = input;
	const [wasLeft, setLeft] = useState(value !== "");
	const problem = wasLeft ? (withTime ? momentProblem : dayProblem)(value) : undefined;
	return (
		<Field label={label} hint={hint} error={error ?? problem} className={className}>
			<DateInput name={label} {...input} onBlur={() => setLeft(true)} />
		</Field>
	);
}
