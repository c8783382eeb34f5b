"use client";

import { useId } from "react";
import { Label } from "@/components/ui/label";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";

/** One of a few options, each with a line of explanation. */
export function RadioChoices<V extends string>({
	label,
	value,
	options,
	onChange,
}: {
	label: string;
	/** Empty until something is chosen. */
	value: V | "";
	options: readonly { value: V; label: string; hint?: string }[];
	onChange: (value: V) => void;
}) {
	const id = useId();
	return (
		// Safe because the items are built from V.
		<RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as V)} aria-label={label}>
			{options.map((option) => (
				<div key={option.value} className="flex items-start gap-3">
					<RadioGroupItem value={option.value} id={`${id}-${option.value}`} className="mt-0.5" />
					<Label htmlFor={`${id}-${option.value}`} className="grid cursor-pointer gap-0.5 font-normal">
						<span className="font-medium">{option.label}</span>
						{option.hint && <span className="text-muted-foreground">{option.hint}</span>}
					</Label>
				</div>
			))}
		</RadioGroup>
	);
}
