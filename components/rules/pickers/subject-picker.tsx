"use client";

import { useQuery } from "@tanstack/react-query";
import { Activity, Tag } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useBuilder } from "@/components/rules/builder-context";
import type { Subject } from "@/components/rules/kinds/new-leaf";
import { byFrequency, recentHint } from "@/components/rules/pickers/event-frequency";
import { type KindEntry, patterns, relations } from "@/components/rules/pickers/kind-entries";
import { PickerItem, PickerPopover } from "@/components/rules/pickers/picker-popover";
import { catalogQueries } from "@/components/segments/api";
import { useCan } from "@/components/shell/workspace-context";
import { cn } from "@/components/ui/class-names";
import { CommandEmpty, CommandGroup } from "@/components/ui/command";

const scopes = [
	{ value: "all", label: "All" },
	{ value: "did", label: "Did" },
	{ value: "are", label: "Are" },
	{ value: "behave", label: "Behave" },
	{ value: "belong", label: "Belong" },
] as const;
type Scope = (typeof scopes)[number]["value"];

/** Picks what a condition is about from everything known about people: their events, traits and behavior. */
export function SubjectPicker({
	children,
	onPick,
}: {
	children: ReactNode;
	onPick: (subject: Subject) => void;
}) {
	const { names } = useBuilder();
	const [isOpen, setOpen] = useState(false);
	const [scope, setScope] = useState<Scope>("all");
	const mayReadData = useCan("data.read");
	const examples = useQuery({ ...catalogQueries.examples(), enabled: isOpen && mayReadData });
	const valuesOf = new Map(examples.data?.traits.map(({ name, values }) => [name, values]));
	const pick = (subject: Subject) => {
		setOpen(false);
		onPick(subject);
	};
	const shows = (part: Scope) => scope === "all" || scope === part;
	return (
		<PickerPopover
			isOpen={isOpen}
			onOpenChange={(next) => {
				setOpen(next);
				if (next) setScope("all");
			}}
			trigger={children}
			label="Search events, traits and segments"
			placeholder="Search events, traits, segments…"
			className="w-96"
			listClassName="max-h-[min(24rem,var(--radix-popover-content-available-height))]"
			above={<ScopeTabs scope={scope} onChange={setScope} />}
		>
			<CommandEmpty>No match in your data.</CommandEmpty>
			{shows("did") && names.events.length > 0 && (
				<CommandGroup heading="Events">
					{byFrequency(names.events).map((event) => (
						<PickerItem
							key={event.name}
							// An event and a trait with the same name are two items.
							value={`event ${event.name}`}
							label={event.name}
							icon={Activity}
							hint={recentHint(event)}
							onPick={() => pick({ kind: "event", name: event.name })}
						/>
					))}
				</CommandGroup>
			)}
			{shows("are") && names.traits.length > 0 && (
				<CommandGroup heading="Traits">
					{names.traits.map(({ name, type }) => (
						<PickerItem
							key={name}
							value={`trait ${name}`}
							label={name}
							icon={Tag}
							hint={exampleHint(type, valuesOf.get(name))}
							words={valuesOf.get(name) ?? []}
							onPick={() => pick({ kind: "trait", name, type })}
						/>
					))}
				</CommandGroup>
			)}
			{shows("behave") && <KindGroup heading="Behavior" entries={patterns} onPick={pick} />}
			{shows("belong") && (
				<KindGroup heading="Segments, messages, contact" entries={relations} onPick={pick} />
			)}
		</PickerPopover>
	);
}

/** Which group of items is shown. For the keyboard there is the field: typing searches all groups. */
function ScopeTabs({ scope, onChange }: { scope: Scope; onChange: (scope: Scope) => void }) {
	return (
		<fieldset aria-label="What to search" className="flex gap-1 border-border border-b px-2 py-1.5">
			{scopes.map(({ value, label }) => (
				<button
					key={value}
					type="button"
					aria-pressed={scope === value}
					// The field keeps the focus, so that one can go on typing.
					onMouseDown={(event) => event.preventDefault()}
					onClick={() => onChange(value)}
					className={cn(
						"h-7 cursor-pointer rounded-md px-2 font-medium text-sm transition-colors",
						scope === value ? "bg-accent text-accent-foreground" : "text-muted-foreground hover:bg-accent",
					)}
				>
					{label}
				</button>
			))}
		</fieldset>
	);
}

/** "pro, team, free", or the type of a trait with many values. */
function exampleHint(type: string, values: readonly string[] | undefined): string {
	const shown = values
		?.filter((value) => value !== "")
		.map((value) => (value.length > 14 ? `${value.slice(0, 13)}…` : value));
	return shown && shown.length > 0 ? shown.join(", ") : type;
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
