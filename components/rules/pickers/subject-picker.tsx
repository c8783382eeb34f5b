"use client";

import {
	Activity,
	AtSign,
	Cake,
	ChartNoAxesColumnDecreasing,
	Footprints,
	LayoutGrid,
	ListChecks,
	type LucideIcon,
	MailOpen,
	MapPin,
	MonitorSmartphone,
	ShieldCheck,
	Tag,
	TrendingDown,
	UsersRound,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { useBuilder } from "@/components/rules/builder-context";
import type { Subject } from "@/components/rules/kinds/new-leaf";
import { byFrequency, recentHint } from "@/components/rules/pickers/name-picker";
import { scoreChoice } from "@/components/rules/pickers/score-choice";
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

type Kind = Exclude<Subject["kind"], "trait" | "event">;
type KindEntry = { kind: Kind; icon: LucideIcon; label: string; hint: string; words: string[] };

/** Kinds of conditions that are not about one event or one trait, with other words people look for them by. */
const patterns: KindEntry[] = [
	{
		kind: "sequence",
		icon: Footprints,
		label: "Did these in order",
		hint: "first this, then that",
		words: ["sequence", "funnel", "then", "within", "after", "abandoned"],
	},
	{
		kind: "rank",
		icon: ChartNoAxesColumnDecreasing,
		label: "Is among the top or bottom",
		hint: "best 10 %",
		words: ["rank", "percentile", "most", "least", "best", "vip"],
	},
	{
		kind: "feature",
		icon: LayoutGrid,
		label: "Used at least so many of these",
		hint: "3 of 5 features",
		words: ["feature", "adoption", "several", "product use"],
	},
	{
		kind: "session",
		icon: MonitorSmartphone,
		label: "Sessions",
		hint: "number, length, pages",
		words: ["visit", "time on page", "active", "duration"],
	},
	{
		kind: "trend",
		icon: TrendingDown,
		label: "More or less than before",
		hint: "half as often as last month",
		words: ["trend", "change", "drop", "growth", "velocity", "dropping"],
	},
	{
		kind: "situation",
		icon: MapPin,
		label: "Device, place, time",
		hint: "where and when",
		words: ["country", "city", "region", "os", "app", "language", "hour", "weekday", "near", "situation"],
	},
];

const relations: KindEntry[] = [
	{
		kind: "segment",
		icon: UsersRound,
		label: "Is in a segment",
		hint: "or entered, left",
		words: ["member", "audience", "entered", "left"],
	},
	{
		kind: "list",
		icon: ListChecks,
		label: "Is on a list",
		hint: "uploaded or queried",
		words: ["csv", "file", "upload", "sql"],
	},
	{
		kind: "engagement",
		icon: MailOpen,
		label: "Got messages",
		hint: "sent, opened, clicked",
		words: ["engagement", "campaign", "e-mail", "newsletter", "unsubscribed", "push"],
	},
	{
		kind: "consent",
		icon: ShieldCheck,
		label: "Gave consent",
		hint: "by purpose",
		words: ["permission", "opt-in", "subscribed", "gdpr"],
	},
	{
		kind: "contact",
		icon: AtSign,
		label: "E-mail address",
		hint: "known, at a domain",
		words: ["email", "mail", "domain", "contact", "company"],
	},
	{
		kind: "birth",
		icon: Cake,
		label: "Birthday or age",
		hint: "in the next days, 18 or over",
		words: ["birth", "born", "anniversary", "years old", "dob", "adult"],
	},
	{ kind: "everyone", icon: UsersRound, label: "Everyone", hint: "all people", words: ["all", "anybody"] },
];

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
		<Popover open={isOpen} onOpenChange={setOpen}>
			<PopoverTrigger asChild>{children}</PopoverTrigger>
			<PopoverContent className="w-96 p-0">
				<Command
					// The value begins with its sort, so that an event and a trait of one name are two.
					filter={(value, typed, words) => scoreChoice(value.slice(value.indexOf(" ") + 1), typed, words)}
				>
					<CommandInput
						placeholder="What did they do, or what are they?"
						aria-label="Find an event or a trait"
					/>
					<CommandList className="max-h-[min(24rem,var(--radix-popover-content-available-height))]">
						<CommandEmpty>Nothing in your data is called that.</CommandEmpty>
						{names.events.length > 0 && (
							<CommandGroup heading="What people did">
								{byFrequency(names.events).map((event) => (
									<CommandItem
										key={event.name}
										value={`event ${event.name}`}
										onSelect={() => pick({ kind: "event", name: event.name })}
									>
										<Activity aria-hidden="true" />
										<span className="truncate">{event.name}</span>
										<CommandShortcut className="whitespace-nowrap tabular-nums">
											{recentHint(event)}
										</CommandShortcut>
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
						<KindGroup heading="How they behave" entries={patterns} onPick={pick} />
						<KindGroup heading="Segments, messages, contact" entries={relations} onPick={pick} />
					</CommandList>
				</Command>
			</PopoverContent>
		</Popover>
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
			{entries.map(({ kind, icon: Icon, label, hint, words }) => (
				<CommandItem key={kind} value={`kind ${label}`} keywords={words} onSelect={() => onPick({ kind })}>
					<Icon aria-hidden="true" />
					<span className="truncate">{label}</span>
					<CommandShortcut className="whitespace-nowrap">{hint}</CommandShortcut>
				</CommandItem>
			))}
		</CommandGroup>
	);
}
