"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { inlineButton } from "@/components/rules/controls/inline-controls";
import { catalogQueries } from "@/components/segments/api";
import { useMay } from "@/components/shell/workspace-context";
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
import { formatCount } from "@/components/ui/format-number";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";

/** Which name's values are offered. */
export type ValueSource = { trait: string } | { event: string; property: string };

/** Chooses text among the values that occur, commonest first, or any text typed. */
export function ValuePicker({
	label,
	source,
	chosen,
	isMany,
	isInvalid,
	onChange,
	disabled,
}: {
	label: string;
	/** Null where no values are known beforehand. */
	source: ValueSource | null;
	chosen: readonly string[];
	isMany: boolean;
	isInvalid: boolean;
	onChange: (chosen: string[]) => void;
	disabled: boolean;
}) {
	const [isOpen, setOpen] = useState(false);
	const [search, setSearch] = useState("");
	const settled = useDeferredValue(search);
	const mayRead = useMay("data.read");
	const values = useQuery({
		...catalogQueries.values(source ?? { trait: "" }, settled),
		enabled: isOpen && mayRead && source !== null,
		placeholderData: keepPreviousData,
	});
	const offered = values.data?.values ?? [];
	const choose = (value: string) => {
		if (isMany)
			onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
		else {
			onChange([value]);
			setOpen(false);
		}
		setSearch("");
	};
	return (
		<span className="inline-flex min-w-0 max-w-full flex-wrap items-center gap-1">
			{isMany &&
				chosen.map((value) => (
					<span
						key={value}
						className="inline-flex h-7 max-w-full items-center gap-0.5 rounded-md bg-muted pl-1.5 font-medium text-sm"
					>
						<span className="truncate">{value === "" ? "(empty text)" : value}</span>
						<button
							type="button"
							disabled={disabled}
							aria-label={`Remove ${value}`}
							onClick={() => onChange(chosen.filter((each) => each !== value))}
							className="grid size-6 cursor-pointer place-items-center rounded-sm text-muted-foreground hover:text-foreground"
						>
							<X aria-hidden="true" className="size-3.5" />
						</button>
					</span>
				))}
			<Popover open={isOpen} onOpenChange={setOpen}>
				<PopoverTrigger asChild>
					<button
						type="button"
						disabled={disabled}
						data-value=""
						aria-label={`${label}: ${isMany ? "add a value" : (chosen[0] ?? "choose")}`}
						aria-invalid={isInvalid || undefined}
						className={cn(inlineButton, "truncate", (isMany || !chosen[0]) && "text-muted-foreground")}
					>
						{isMany ? "add…" : chosen[0] || "choose…"}
					</button>
				</PopoverTrigger>
				<PopoverContent className="w-72 p-0">
					<Command shouldFilter={false}>
						<CommandInput
							placeholder="Find or type a value"
							aria-label={label}
							value={search}
							onValueChange={setSearch}
						/>
						<CommandList>
							{offered.length === 0 && search === "" && (
								<CommandEmpty>{values.isFetching ? "Looking…" : "Type a value."}</CommandEmpty>
							)}
							<CommandGroup>
								{offered.map(({ value, count }) => (
									<CommandItem key={value} value={`v${value}`} onSelect={() => choose(value)}>
										{isMany && (
											<Check
												aria-hidden="true"
												className={chosen.includes(value) ? "opacity-100" : "opacity-0"}
											/>
										)}
										<span className="truncate">{value === "" ? "(empty text)" : value}</span>
										<CommandShortcut className="tabular-nums">{formatCount(count)}</CommandShortcut>
									</CommandItem>
								))}
								{search !== "" && !offered.some(({ value }) => value === search) && (
									<CommandItem value={`typed ${search}`} onSelect={() => choose(search)}>
										Use “{search}”
									</CommandItem>
								)}
							</CommandGroup>
						</CommandList>
					</Command>
				</PopoverContent>
			</Popover>
		</span>
	);
}
