"use client";

import { Activity, Tag } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useBuilder } from "@/components/rules/builder-context";
import type { Subject } from "@/components/rules/kinds/new-leaf";
import { byFrequency, recentHint } from "@/components/rules/pickers/event-frequency";
import { type KindEntry, patterns, relations } from "@/components/rules/pickers/kind-entries";
import { PickerItem, PickerPopover } from "@/components/rules/pickers/picker-popover";
import { CommandEmpty, CommandGroup } from "@/components/ui/command";

/** Finds what a condition is about among all that is known of people: what they did, what they are, how they behave. */
export function SubjectPicker({
	children,
	onPick,
}: {
	children: ReactNode;
	onPick: (subject: Subject) => void;
}) {
	const { names } = useBuilder();
	const [isOpen, setOpen] = useState(false);
	const pick = (subject: Subject) => {
		setOpen(false);
		onPick(subject);
	};
	return (
		<PickerPopover
			isOpen={isOpen}
			onOpenChange={setOpen}
			trigger={children}
			label="Find an event or a trait"
			placeholder="What did they do, or what are they?"
			className="w-96"
			listClassName="max-h-[min(24rem,var(--radix-popover-content-available-height))]"
		>
			<CommandEmpty>Nothing in your data is called that.</CommandEmpty>
			{names.events.length > 0 && (
				<CommandGroup heading="What people did">
					{byFrequency(names.events).map((event) => (
						<PickerItem
							key={event.name}
							// An event and a trait of one name are two.
							value={`event ${event.name}`}
							label={event.name}
							icon={Activity}
							hint={recentHint(event)}
							onPick={() => pick({ kind: "event", name: event.name })}
						/>
					))}
				</CommandGroup>
			)}
			{names.traits.length > 0 && (
				<CommandGroup heading="What people are">
					{names.traits.map(({ name, type }) => (
						<PickerItem
							key={name}
							value={`trait ${name}`}
							label={name}
							icon={Tag}
							hint={type}
							onPick={() => pick({ kind: "trait", name, type })}
						/>
					))}
				</CommandGroup>
			)}
			<KindGroup heading="How they behave" entries={patterns} onPick={pick} />
			<KindGroup heading="Segments, messages, contact" entries={relations} onPick={pick} />
		</PickerPopover>
	);
}

function KindGroup({
	heading,
	entries,
	onPick,
}: {
	heading: string;
	entries: readonly KindEntry[];
	onPick: (subject: Subject) => void;
}) {
	return (
		<CommandGroup heading={heading}>
			{entries.map(({ kind, ...shown }) => (
				<PickerItem key={kind} value={`kind ${shown.label}`} {...shown} onPick={() => onPick({ kind })} />
			))}
		</CommandGroup>
	);
}
