"use client";

import { Activity, Tag, UsersRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useBuilder } from "@/components/segments/builder/builder-context";
import type { Subject } from "@/components/segments/builder/new-leaf";
import {
	Command,
	CommandEmpty,
	CommandGroup,
	CommandInput,
	CommandItem,
	CommandList,
	CommandShortcut,
} from "@/components/ui/command";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";

/** Finds what a condition is about among all that is known of people: what they did, what they are. */
export function SubjectPicker({
	children,
	onPick,
	defaultOpen = false,
}: {
	children: ReactNode;
	onPick: (subject: Subject) => void;
	defaultOpen?: boolean;
}) {
	const { names } = useBuilder();
	const [isOpen, setOpen] = useState(defaultOpen);
	const pick = (subject: Subject) => {
		setOpen(false);
		onPick(subject);
	};
	return (
		<Popover open={isOpen} onOpenChange={setOpen}>
			<PopoverTrigger asChild>{children}</PopoverTrigger>
			<PopoverContent className="w-80 p-0">
				<Command>
					<CommandInput
						placeholder="What did they do, or what are they?"
						aria-label="Find an event or a trait"
					/>
					<CommandList>
						<CommandEmpty>Nothing in your data is called that.</CommandEmpty>
						{names.events.length > 0 && (
							<CommandGroup heading="What people did">
								{names.events.map(({ name }) => (
									<CommandItem
										key={name}
										value={`event ${name}`}
										onSelect={() => pick({ kind: "event", name })}
									>
										<Activity aria-hidden="true" />
										<span className="truncate">{name}</span>
									</CommandItem>
								))}
							</CommandGroup>
						)}
						{names.traits.length > 0 && (
							<CommandGroup heading="What people are">
								{names.traits.map(({ name, type }) => (
									<CommandItem
										key={name}
										value={`trait ${name}`}
										onSelect={() => pick({ kind: "trait", name, type })}
									>
										<Tag aria-hidden="true" />
										<span className="truncate">{name}</span>
										<CommandShortcut>{type}</CommandShortcut>
									</CommandItem>
								))}
							</CommandGroup>
						)}
						<CommandGroup heading="All people">
							<CommandItem value="everyone" onSelect={() => pick({ kind: "everyone" })}>
								<UsersRound aria-hidden="true" />
								Everyone
							</CommandItem>
						</CommandGroup>
					</CommandList>
				</Command>
			</PopoverContent>
		</Popover>
	);
}

/** Finds one name of a list: a property of an event, a date trait. */
export function NamePicker({
	label,
	names,
	onPick,
	children,
	empty,
}: {
	label: string;
	names: readonly { name: string; type: string }[];
	onPick: (name: string) => void;
	children: ReactNode;
	empty: string;
}) {
	const [isOpen, setOpen] = useState(false);
	return (
		<Popover open={isOpen} onOpenChange={setOpen}>
			<PopoverTrigger asChild>{children}</PopoverTrigger>
			<PopoverContent className="w-72 p-0">
				<Command>
					<CommandInput placeholder={label} aria-label={label} />
					<CommandList>
						<CommandEmpty>{empty}</CommandEmpty>
						<CommandGroup>
							{names.map(({ name, type }) => (
								<CommandItem
									key={name}
									value={name}
									onSelect={() => {
										setOpen(false);
										onPick(name);
									}}
								>
									<span className="truncate">{name}</span>
									<CommandShortcut>{type}</CommandShortcut>
								</CommandItem>
							))}
						</CommandGroup>
					</CommandList>
				</Command>
			</PopoverContent>
		</Popover>
	);
}
