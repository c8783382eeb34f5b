"use client";

import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** Where an admin writes the SELECT of a list. */
export function SelectField({
	value,
	error,
	onChange,
}: {
	value: string;
	error?: string | undefined;
	onChange: (value: string) => void;
}) {
	return (
		<Field
			label="SELECT"
			error={error}
			hint="One SELECT with a column uid, from events, trait_history and consent_history. It reads this workspace's rows only and may run for 30 seconds. Errors name the line and column."
		>
			<Textarea
				value={value}
				maxLength={10_000}
				rows={7}
				spellCheck={false}
				className="font-mono text-sm"
				onChange={(event) => onChange(event.target.value)}
			/>
		</Field>
	);
}
