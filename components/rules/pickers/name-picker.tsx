"use client";

import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useBuilder } from "@/components/rules/builder-context";
import { NameButton } from "@/components/rules/controls/inline-controls";
import { scoreChoice } from "@/components/rules/pickers/score-choice";
import { catalogQueries } from "@/components/segments/api";
import { cn } from "@/components/ui/class-names";
import {
	Command,
	CommandEmpty,
	CommandGroup,
	CommandInput,
	CommandItem,
	CommandList,
	CommandShortcut,
} from "@/components/ui/command";
import { formatCompact, formatPercent } from "@/components/ui/format-number";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { CatalogOutput, PropertyCounts } from "@/lib/rules/contracts";
import { roleOf } from "@/lib/segments/template-roles";

export type Choice = {
	value: string;
	label: string;
	/** At the right: a type, a count. */
	hint?: string;
	/** Why it is there but quiet. */
	isQuiet?: boolean;
};

/** Finds one of many by typing. */
export function ChoicePicker({
	label,
	choices,
	empty,
	onPick,
	onOpen,
	children,
}: {
	label: string;
	choices: readonly Choice[];
	empty: string;
	onPick: (value: string) => void;
	onOpen?: () => void;
	children: ReactNode;
}) {
	const [isOpen, setOpen] = useState(false);
	const change = (next: boolean) => {
		setOpen(next);
		if (next) onOpen?.();
	};
	return (
		<Popover open={isOpen} onOpenChange={change}>
			<PopoverTrigger asChild>{children}</PopoverTrigger>
			<PopoverContent className="w-80 p-0">
				<Command filter={(value, typed, words = []) => scoreChoice(words[0] ?? value, typed)}>
					<CommandInput placeholder={label} aria-label={label} />
					<CommandList>
						<CommandEmpty>{empty}</CommandEmpty>
						<CommandGroup>
							{choices.map((choice) => (
								<CommandItem
									key={choice.value}
									value={choice.value}
									keywords={[choice.label]}
									onSelect={() => {
										setOpen(false);
										onPick(choice.value);
									}}
								>
									<span className={cn("truncate", choice.isQuiet && "text-muted-foreground")}>
										{choice.label}
									</span>
									{choice.hint && (
										<CommandShortcut className="whitespace-nowrap tabular-nums">
											{choice.hint}
										</CommandShortcut>
									)}
								</CommandItem>
							))}
						</CommandGroup>
					</CommandList>
				</Command>
			</PopoverContent>
		</Popover>
	);
}

type CatalogEvent = CatalogOutput["events"][number];

/** "12.4K in 30 d": how alive an event is; nothing where that is not known. */
export function recentHint({ recentCount }: CatalogEvent): string | undefined {
	if (recentCount === undefined) return undefined;
	return recentCount === 0 ? "none in 30 d" : `${formatCompact(recentCount)} in 30 d`;
}

/** Commonest first; those of unknown frequency by name. */
export function byFrequency(events: readonly CatalogEvent[]): CatalogEvent[] {
	return events.toSorted(
		(a, b) => (b.recentCount ?? 0) - (a.recentCount ?? 0) || a.name.localeCompare(b.name),
	);
}

/** An event's name, chosen among those ever seen, with how often of late. */
export function EventPicker({
	label = "Event",
	name,
	anyLabel,
	isInvalid = false,
	disabled,
	onPick,
}: {
	label?: string;
	name: string;
	/** Offers "any event" under these words; it is picked as "". */
	anyLabel?: string;
	isInvalid?: boolean;
	disabled: boolean;
	onPick: (name: string) => void;
}) {
	const { names, fillRole } = useBuilder();
	const pick = (chosen: string) => {
		const role = roleOf(name);
		if (role && chosen !== "") fillRole(role, chosen);
		else onPick(chosen);
	};
	const choices: Choice[] = byFrequency(names.events).map((event) => ({
		value: event.name,
		label: event.name,
		isQuiet: event.recentCount === 0,
		...hinted(recentHint(event)),
	}));
	return (
		<ChoicePicker
			label="Find an event"
			empty="No event in your data is called that."
			choices={anyLabel === undefined ? choices : [{ value: anyValue, label: anyLabel }, ...choices]}
			onPick={(value) => pick(value === anyValue ? "" : value)}
		>
			<NameButton
				label={label}
				name={name === "" && anyLabel !== undefined ? anyLabel : name}
				isInvalid={isInvalid}
				disabled={disabled}
			/>
		</ChoicePicker>
	);
}

/** Stands for "any" in a list of names, which holds no empty ones. */
export const anyValue = "(any)";

function hinted(hint: string | undefined): { hint?: string } {
	return hint === undefined ? {} : { hint };
}

/** One of some names with their types. */
export function NamePicker({
	names,
	...props
}: Omit<ComponentProps<typeof ChoicePicker>, "choices"> & {
	names: readonly { name: string; type: string }[];
}) {
	return (
		<ChoicePicker
			{...props}
			choices={names.map(({ name, type }) => ({ value: name, label: name, hint: type }))}
		/>
	);
}

/** A property of an event, the commonest first, with how often it is there. */
export function PropertyPicker({
	event,
	names,
	...props
}: Omit<ComponentProps<typeof ChoicePicker>, "choices"> & {
	event: string;
	names: readonly { name: string; type: string }[];
}) {
	const [wasOpened, setOpened] = useState(false);
	const counts = useQuery({ ...catalogQueries.properties(event), enabled: wasOpened && event !== "" });
	const choices = propertyChoices(names, counts.data);
	return <ChoicePicker {...props} choices={choices} onOpen={() => setOpened(true)} />;
}

function propertyChoices(
	names: readonly { name: string; type: string }[],
	counted: PropertyCounts | undefined,
): Choice[] {
	const byName = new Map(counted?.properties.map(({ name, count }) => [name, count]));
	const share = (name: string) => (counted?.events ? (byName.get(name) ?? 0) / counted.events : null);
	return names
		.toSorted((a, b) => (share(b.name) ?? 0) - (share(a.name) ?? 0))
		.map(({ name, type }) => {
			const part = share(name);
			return {
				value: name,
				label: name,
				isQuiet: part === 0,
				hint: part === null ? type : `${type} · in ${formatPercent(part, 0)}`,
			};
		});
}
