"use client";

import type { ReactNode } from "react";
import {
	Select,
	SelectContent,
	SelectGroup,
	SelectItem,
	SelectLabel,
	SelectTrigger,
	SelectValue,
} from "@/components/ui/select";

export interface ChoiceOption<V extends string = string> {
	value: V;
	label: string;
	detail?: string | undefined;
	/** Options of a group are listed together under its name. */
	group?: string;
}

const noneKey = "none";

/** A select as a form field. A value that is not among the options shows the placeholder. */
export function Choice<V extends string>({
	value,
	onChange,
	options,
	placeholder,
	none,
	isFailed = false,
	disabled = false,
	...control
}: {
	value: V | "";
	onChange: (value: V) => void;
	options: readonly ChoiceOption<V>[] | undefined;
	placeholder?: string;
	/** Label of an option to choose nothing. */
	none?: string;
	/** The options could not be read; the field's error says why. */
	isFailed?: boolean;
	id?: string;
	disabled?: boolean;
	size?: "sm" | "default";
	className?: string;
	"aria-label"?: string;
	"aria-describedby"?: string;
	"aria-invalid"?: boolean | "true" | "false";
}) {
	// By index, because a value may be any text, even the one that represents none.
	const place = options?.findIndex((option) => option.value === value) ?? -1;
	const chosen = options?.[place];
	return (
		<Select
			value={place >= 0 ? String(place) : none ? noneKey : ""}
			onValueChange={(key) => {
				const next = options?.[Number(key)];
				// Safe because only where none is offered may "" be chosen, and then it is a value of the caller's.
				onChange(key === noneKey || !next ? ("" as V) : next.value);
			}}
		>
			<SelectTrigger disabled={disabled || options === undefined} {...control}>
				<SelectValue
					placeholder={options !== undefined ? placeholder : isFailed ? "Could not be read" : "Loading…"}
				>
					{chosen ? <OptionWords option={chosen} /> : none}
				</SelectValue>
			</SelectTrigger>
			<SelectContent>
				{none && <SelectItem value={noneKey}>{none}</SelectItem>}
				<Options options={options ?? []} />
			</SelectContent>
		</Select>
	);
}

function OptionWords({ option: { label, detail } }: { option: ChoiceOption }) {
	return (
		<>
			{label}
			{detail && <span className="text-muted-foreground"> · {detail}</span>}
		</>
	);
}

function Options({ options }: { options: readonly ChoiceOption[] }): ReactNode {
	const items = options.map((option, place) => ({
		group: option.group,
		item: (
			<SelectItem key={option.value} value={String(place)}>
				<OptionWords option={option} />
			</SelectItem>
		),
	}));
	const groups = [...new Set(items.map(({ group }) => group))];
	return groups.map((name) => {
		const own = items.filter(({ group }) => group === name).map(({ item }) => item);
		if (name === undefined) return own;
		return (
			<SelectGroup key={name}>
				<SelectLabel>{name}</SelectLabel>
				{own}
			</SelectGroup>
		);
	});
}
