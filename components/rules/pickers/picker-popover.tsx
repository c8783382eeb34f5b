"use client";

import type { LucideIcon } from "lucide-react";
import type { ClipboardEvent, ReactNode } from "react";
import { scoreChoice } from "@/components/rules/pickers/score-choice";
import { cn } from "@/components/ui/class-names";
import { Command, CommandInput, CommandItem, CommandList, CommandShortcut } from "@/components/ui/command";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";

/** Common to all pickers of the builder: a trigger that opens a search field above the matching items. */
export function PickerPopover({
	isOpen,
	onOpenChange,
	trigger,
	label,
	placeholder = label,
	search,
	className = "w-80",
	listClassName,
	above,
	children,
}: {
	isOpen: boolean;
	onOpenChange: (isOpen: boolean) => void;
	trigger: ReactNode;
	label: string;
	placeholder?: string;
	/**
	 * Where the items are looked up elsewhere: the search text and its handler. Otherwise they are filtered
	 * here.
	 */
	search?: {
		typed: string;
		onType: (typed: string) => void;
		onPaste?: (event: ClipboardEvent<HTMLInputElement>) => void;
	};
	className?: string;
	listClassName?: string;
	/** Shown between the field and the items. */
	above?: ReactNode;
	children: ReactNode;
}) {
	return (
		<Popover open={isOpen} onOpenChange={onOpenChange}>
			<PopoverTrigger asChild>{trigger}</PopoverTrigger>
			<PopoverContent aria-label={label} className={cn("p-0", className)}>
				<Command
					// The field's accessible name; it would override the field's own label.
					label={label}
					shouldFilter={search === undefined}
					filter={(_, typed, [name = "", ...words] = []) => scoreChoice(name, typed, words)}
				>
					<CommandInput
						placeholder={placeholder}
						{...(search
							? { value: search.typed, onValueChange: search.onType, onPaste: search.onPaste }
							: {})}
					/>
					{above}
					<CommandList className={listClassName}>{children}</CommandList>
				</Command>
			</PopoverContent>
		</Popover>
	);
}

/** One item: its name, details at the right, and synonyms it is found by. */
export function PickerItem({
	value,
	label,
	hint,
	words = [],
	icon: Icon,
	lead,
	isQuiet = false,
	onPick,
}: {
	/** Unique among the items. */
	value: string;
	label: string;
	hint?: string | undefined;
	words?: readonly string[];
	icon?: LucideIcon;
	lead?: ReactNode;
	isQuiet?: boolean | undefined;
	onPick: () => void;
}) {
	return (
		<CommandItem value={value} keywords={[label, ...words]} onSelect={onPick}>
			{Icon && <Icon aria-hidden="true" />}
			{lead}
			<span className={cn("truncate", isQuiet && "text-muted-foreground")}>{label}</span>
			{hint && <CommandShortcut className="whitespace-nowrap tabular-nums">{hint}</CommandShortcut>}
		</CommandItem>
	);
}
