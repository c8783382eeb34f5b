"use client";

import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";

export interface ChoiceOption {
	value: string;
	label: string;
	detail?: string | undefined;
}

/** One of a list, as a field of a form. An empty value shows the placeholder. */
export function Choice({
	value,
	onChange,
	options,
	placeholder,
	none,
	isFailed = false,
	...control
}: {
	value: string;
	onChange: (value: string) => void;
	options: readonly ChoiceOption[] | undefined;
	placeholder: string;
	/** Offers not to choose, under these words. */
	none?: string;
	/** The options could not be read; the field's error says why. */
	isFailed?: boolean;
	id?: string;
	"aria-label"?: string;
	"aria-describedby"?: string;
	"aria-invalid"?: boolean | "true" | "false";
}) {
	return (
		<Select
			value={value || (none ? "none" : "")}
			onValueChange={(next) => onChange(next === "none" ? "" : next)}
		>
			<SelectTrigger disabled={options === undefined} {...control}>
				<SelectValue
					placeholder={options !== undefined ? placeholder : isFailed ? "Could not be read" : "Loading…"}
				/>
			</SelectTrigger>
			<SelectContent>
				{none && <SelectItem value="none">{none}</SelectItem>}
				{options?.map((option) => (
					<SelectItem key={option.value} value={option.value}>
						{option.label}
						{option.detail && <span className="text-muted-foreground"> · {option.detail}</span>}
					</SelectItem>
				))}
			</SelectContent>
		</Select>
	);
}
