"use client";

import { type ReactNode, useState } from "react";
import { PickerItem, PickerPopover } from "@/components/rules/pickers/picker-popover";
import { CommandEmpty, CommandGroup } from "@/components/ui/command";

export type PickerChoice = {
	value: string;
	label: string;
	/** At the right: a type, a count. */
	hint?: string | undefined;
	/** Present, but of little use. */
	isQuiet?: boolean;
};

/** Searches many choices by typing. */
export function ChoicePicker({
	label,
	choices,
	empty,
	onPick,
	onOpen,
	children,
}: {
	label: string;
	choices: readonly PickerChoice[];
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
		<PickerPopover isOpen={isOpen} onOpenChange={change} trigger={children} label={label}>
			<CommandEmpty>{empty}</CommandEmpty>
			<CommandGroup>
				{choices.map((choice) => (
					<PickerItem
						key={choice.value}
						{...choice}
						onPick={() => {
							setOpen(false);
							onPick(choice.value);
						}}
					/>
				))}
			</CommandGroup>
		</PickerPopover>
	);
}
