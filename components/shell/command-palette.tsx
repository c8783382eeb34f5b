"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
	Calculator,
	FileUp,
	Laptop,
	ListChecks,
	type LucideIcon,
	Megaphone,
	Moon,
	Plug,
	Radio,
	RefreshCw,
	SquareDashedMousePointer,
	Sun,
	UserRound,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { creations } from "@/components/shell/creations";
import { nameSearch, peopleSearch } from "@/components/shell/find-anything";
import { footNavigation, hrefOf, mainNavigation } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import {
	Command,
	CommandEmpty,
	CommandGroup,
	CommandInput,
	CommandItem,
	CommandList,
	CommandShortcut,
} from "@/components/ui/command";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import type { FoundKind } from "@/lib/find/api";
import { searchKey } from "@/lib/kernel/search-key";
import { may } from "@/lib/workspaces/policy";

/** In the order they are shown. */
const foundLooks: Record<FoundKind, { heading: string; icon: LucideIcon }> = {
	segment: { heading: "Segments", icon: SquareDashedMousePointer },
	campaign: { heading: "Campaigns", icon: Megaphone },
	list: { heading: "Lists", icon: ListChecks },
	trait: { heading: "Computed traits", icon: Calculator },
	destination: { heading: "Destinations", icon: Plug },
	sync: { heading: "Syncs", icon: RefreshCw },
	source: { heading: "Sources", icon: Radio },
	import: { heading: "Imports", icon: FileUp },
};

const themes = [
	{ value: "light", label: "Light theme", icon: Sun },
	{ value: "dark", label: "Dark theme", icon: Moon },
	{ value: "system", label: "System theme", icon: Laptop },
];

function useDebounced(value: string, delayMs: number): string {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), delayMs);
		return () => clearTimeout(timer);
	}, [value, delayMs]);
	return settled;
}

/** Go anywhere, create anything, find a person or anything else by name. */
export function CommandPalette({
	open,
	onOpenChange,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const [text, setText] = useState("");
	const q = useDebounced(text.trim(), 150);
	const { slug, role } = useWorkspace();
	const { setTheme } = useTheme();
	const router = useRouter();
	const isSearching = open && q.length >= 2;
	const named = useQuery({
		...nameSearch(q),
		enabled: isSearching,
		placeholderData: keepPreviousData,
	});
	const people = useQuery({
		...peopleSearch(q),
		enabled: isSearching && may(role, "people.read"),
		placeholderData: keepPreviousData,
	});
	const isFetching = named.isFetching || people.isFetching;

	const close = () => {
		onOpenChange(false);
		setText("");
	};
	const go = (path: string) => {
		close();
		router.push(hrefOf(slug, path));
	};
	const fits = (label: string) => searchKey(label).includes(searchKey(text));
	const places = [...mainNavigation, ...footNavigation].filter(
		(entry) => may(role, entry.action) && fits(entry.label),
	);
	const creatable = creations.filter((entry) => may(role, entry.action) && fits(entry.label));
	// What is known at once comes first and people, who take longest, last: nothing moves under the pointer.
	const found = isSearching
		? [
				...(Object.keys(foundLooks) as FoundKind[]).map((kind) => ({
					...foundLooks[kind],
					items: named.data?.[kind] ?? [],
				})),
				{ heading: "People", icon: UserRound, items: people.data ?? [] },
			]
		: [];

	return (
		<Dialog open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
			<DialogContent
				showClose={false}
				className="top-[12dvh] max-w-xl translate-y-0 gap-0 overflow-hidden p-0"
			>
				<DialogTitle className="sr-only">Search and commands</DialogTitle>
				<DialogDescription className="sr-only">
					Type to find a page, a person, or anything that has a name; arrow keys choose, Enter opens.
				</DialogDescription>
				<Command shouldFilter={false} label="Search and commands">
					<CommandInput
						value={text}
						onValueChange={setText}
						placeholder="Go to, create, or find anything by name"
						className="h-12"
					/>
					<CommandList className="max-h-[min(24rem,60dvh)]">
						<CommandEmpty>
							{isFetching || text.trim() !== q
								? "Searching…"
								: "Nothing found. People are found by any part of their name, email, user ID or phone; everything else by its name or a tag."}
						</CommandEmpty>
						{places.length > 0 && (
							<CommandGroup heading="Go to">
								{places.map((entry) => (
									<CommandItem key={entry.path} value={`go ${entry.path}`} onSelect={() => go(entry.path)}>
										<entry.icon aria-hidden="true" />
										{entry.label}
										<CommandShortcut>G then {entry.key.toUpperCase()}</CommandShortcut>
									</CommandItem>
								))}
							</CommandGroup>
						)}
						{creatable.length > 0 && (
							<CommandGroup heading="Create">
								{creatable.map((entry) => (
									<CommandItem
										key={entry.path}
										value={`create ${entry.path}`}
										onSelect={() => go(entry.path)}
									>
										<entry.icon aria-hidden="true" />
										{entry.label}
										{entry.key && <CommandShortcut>C then {entry.key.toUpperCase()}</CommandShortcut>}
									</CommandItem>
								))}
							</CommandGroup>
						)}
						{themes.some(({ label }) => fits(label)) && (
							<CommandGroup heading="Look">
								{themes
									.filter(({ label }) => fits(label))
									.map(({ value, label, icon: Icon }) => (
										<CommandItem
											key={value}
											value={`theme ${value}`}
											onSelect={() => {
												setTheme(value);
												close();
											}}
										>
											<Icon aria-hidden="true" />
											{label}
										</CommandItem>
									))}
							</CommandGroup>
						)}
						{found.map(
							({ heading, icon: Icon, items }) =>
								items.length > 0 && (
									<CommandGroup key={heading} heading={heading}>
										{items.map((item) => (
											<CommandItem key={item.path} value={item.path} onSelect={() => go(item.path)}>
												<Icon aria-hidden="true" />
												<span className="truncate">{item.label}</span>
												{item.detail && <CommandShortcut className="truncate">{item.detail}</CommandShortcut>}
											</CommandItem>
										))}
									</CommandGroup>
								),
						)}
					</CommandList>
				</Command>
			</DialogContent>
		</Dialog>
	);
}
